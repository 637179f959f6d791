/** DOTA's twin of read: a folder a split with images and labelTxt. */
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { stemOf } from '../../source.ts'
import { spacelessNames } from '../../spacelessNames.ts'

function folder({ split }: ExportImage): string {
  return split ?? 'unassigned'
}

export const dotaWriter: DatasetWriter = {
  imagePath: (image) => `${folder(image)}/images/${image.name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: classes.map((name) => `${name}\n`) }
    const names = spacelessNames(classes)
    for (const image of images) {
      const rows = image.boxes.map(({ x1, y1, x2, y2, className, difficult }) => {
        const corners = [x1, y1, x2, y1, x2, y2, x1, y2].map(plainDecimal).join(' ')
        return `${corners} ${names.get(className)} ${difficult ? 1 : 0}\n`
      })
      yield { path: `${folder(image)}/labelTxt/${stemOf(image.name)}.txt`, chunks: rows }
    }
  },
  losses: (dataset) =>
    lossesOf(dataset, { name: 'DOTA', flags: ['difficult'], attributes: false, notes: false, splits: true }),
}
