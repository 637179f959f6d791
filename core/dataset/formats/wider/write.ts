/** WIDER FACE's twin of read: a list a split; the format knows faces only. */
import { extent } from '../../extent.ts'
import { countBoxes, type DatasetWriter, type ExportDataset, type ExportImage, type TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'

function part({ split }: ExportImage): string {
  return split ?? 'all'
}

export const widerWriter: DatasetWriter = {
  imagePath: (image) => `WIDER_${part(image)}/images/${image.name}`,
  *files({ images }: ExportDataset): Generator<TextFile> {
    for (const [name, some] of Map.groupBy(images, part)) {
      yield { path: `wider_face_split/wider_face_${name}_bbx_gt.txt`, chunks: some.map(listed) }
    }
  },
  losses(dataset: ExportDataset): string[] {
    const others = countBoxes(dataset, ({ className }) => className !== 'face')
    return [
      ...(others > 0 ? [`WIDER FACE knows faces only: ${others} boxes of other classes were written as faces.`] : []),
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

function listed({ name, boxes }: ExportImage): string {
  const rows = boxes.map(({ x1, y1, x2, y2, difficult, occluded }) => {
    const place = [x1, y1, extent(x1, x2), extent(y1, y2)].map(plainDecimal).join(' ')
    return `${place} 0 0 0 ${difficult ? 1 : 0} ${occluded ? 1 : 0} 0`
  })
  return [name, boxes.length, ...(rows.length > 0 ? rows : ['0 0 0 0 0 0 0 0 0 0']), ''].join('\n')
}
