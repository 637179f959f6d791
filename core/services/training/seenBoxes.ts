/** Training boxes as the network will see them, and the grid of its anchors. */
import type { AnchorGrid, SeenBox } from '../../dataset/anchorFit/grid.ts'
import { toNetBox, wholeWindow, type ImageSize, type InputWindow } from '../../detection/letterbox.ts'
import { layTiles, type TileLayout } from '../../detection/tiles.ts'
import type { ImageBox } from '../../geometry/box.ts'
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
    const last = windows.at(-1) ?? wholeWindow(image, input)
    return image.boxes.map((box) => {
      const { x1, y1, x2, y2 } = toNetBox(box, windows.find((window) => holds(window, box, input)) ?? last)
      return { classId: box.classId, x: (x1 + x2) / 2, y: (y1 + y2) / 2, width: x2 - x1, height: y2 - y1 }
    })
  })
}

function holds({ scale, left, top }: InputWindow, { x1, y1, x2, y2 }: ImageBox, input: ImageSize): boolean {
  const insideX = x1 * scale >= left && x2 * scale <= left + input.width
  return insideX && y1 * scale >= top && y2 * scale <= top + input.height
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
