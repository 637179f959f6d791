/** WIDER FACE's twin of read: a list a split; the format knows faces only, and whole pixels, which its readers insist on. */
import { countBoxes, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { countedBoxes, lossesOf } from '../../losses.ts'

function part({ split }: ExportImage): string {
  return split ?? 'all'
}

/** Images are in folders of events, and tools tell the lines of images by the slash; this one is Datumaro's for no event. */
const EVENT = 'no_label'

export const widerWriter: DatasetWriter = {
  imagePath: (image) => `WIDER_${part(image)}/images/${EVENT}/${image.name}`,
  *files({ images }: ExportDataset): Generator<TextFile> {
    for (const [name, some] of Map.groupBy(images, part)) {
      yield { path: `wider_face_split/wider_face_${name}_bbx_gt.txt`, chunks: listings(some) }
    }
  },
  losses(dataset: ExportDataset): string[] {
    const others = countBoxes(dataset, ({ className }) => className !== 'face')
    const between = countBoxes(dataset, ({ x1, y1, x2, y2 }) => ![x1, y1, x2, y2].every(Number.isInteger))
    return [
      ...(others > 0
        ? [`WIDER FACE knows faces only, so other classes became faces: those of ${countedBoxes(others)}.`]
        : []),
      ...(between > 0 ? [`WIDER FACE has whole pixels: the edges of ${countedBoxes(between)} were rounded.`] : []),
      ...lossesOf(dataset, {
        name: 'WIDER FACE',
        flags: ['difficult', 'occluded'],
        attributes: false,
        notes: false,
        splits: true,
      }),
    ]
  },
}

/** Start and length of a side, at least a pixel of an image that is `size` pixels long. */
function wholeSide(from: number, to: number, size: number): [number, number] {
  const start = Math.min(Math.round(from), size - 1)
  return [start, Math.max(Math.round(to) - start, 1)]
}

function* listings(images: readonly ExportImage[]): Generator<string> {
  for (const image of images) yield listed(image)
}

function listed({ name, width, height, boxes }: ExportImage): string {
  const rows = boxes.map(({ x1, y1, x2, y2, difficult, occluded }) => {
    const [left, wide] = wholeSide(x1, x2, width)
    const [top, high] = wholeSide(y1, y2, height)
    return `${left} ${top} ${wide} ${high} 0 0 0 ${difficult ? 1 : 0} ${occluded ? 1 : 0} 0`
  })
  return [`${EVENT}/${name}`, boxes.length, ...(rows.length > 0 ? rows : ['0 0 0 0 0 0 0 0 0 0']), ''].join('\n')
}
