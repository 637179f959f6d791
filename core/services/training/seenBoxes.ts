/** Training boxes as the network will see them, and the grid of its anchors. */
import type { AnchorGrid, SeenBox } from '../../dataset/anchorFit/grid.ts'
import { toNetBox, type ImageSize } from '../../detection/letterbox.ts'
import { layTiles, type TileLayout } from '../../detection/tiles.ts'
import { anchorLevels, anchorShapes } from '../../model/anchors.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import type { MeasuredImage } from '../../training/chooseTiles.ts'

export interface LabelledImage extends MeasuredImage {
  boxes: ReadonlyArray<MeasuredImage['boxes'][number] & { classId: number }>
}

/** Every box through the first window that holds all of it, or through the last one when none does. */
export function seenBoxes(images: readonly LabelledImage[], input: ImageSize, layout: TileLayout | null): SeenBox[] {
  return images.flatMap((image) => {
    const windows = layTiles(image, input, layout)
    return image.boxes.flatMap((box) => {
      const seen = windows.map((window) => toNetBox(box, window))
      const whole = seen.find(({ x1, y1, x2, y2 }) => x1 >= 0 && y1 >= 0 && x2 <= input.width && y2 <= input.height)
      const { x1, y1, x2, y2 } = whole ?? seen.at(-1) ?? box
      return [{ classId: box.classId, x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: x2 - x1, height: y2 - y1 }]
    })
  })
}

/** The grid of a network's anchors on an input. */
export function anchorGrid(network: RetinaNetConfig, input: ImageSize): AnchorGrid {
  return anchorLevels(network, input.height, input.width).map(({ stride, width, height, offset, stepX, stepY }) => ({
    columns: { count: width, step: stepX, first: offset * stepX },
    rows: { count: height, step: stepY, first: offset * stepY },
    shapes: anchorShapes(network, stride).map(({ halfWidth, halfHeight }) => ({
      width: 2 * halfWidth,
      height: 2 * halfHeight,
    })),
  }))
}
