/** KITTI's twin of read: training/image_2 and training/label_2; what is not known of the third dimension is -1 and so on. */
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { stemOf } from '../../source.ts'
import { spacelessNames } from '../../spacelessNames.ts'

/** Height, width, length, place and turn in space, as KITTI marks them where there are none. */
const NO_SPACE = '-1 -1 -1 -1000 -1000 -1000 -10'

function folder({ split }: ExportImage): string {
  return split === null || split === 'train' ? 'training' : split === 'test' ? 'testing' : 'validation'
}

export const kittiWriter: DatasetWriter = {
  imagePath: (image) => `${folder(image)}/image_2/${image.name}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'classes.txt', chunks: classes.map((name) => `${name}\n`) }
    const names = spacelessNames(classes)
    for (const image of images) {
      const rows = image.boxes.map(({ className, truncated, occluded, ...box }) => {
        const edges = [box.x1, box.y1, box.x2, box.y2].map(plainDecimal).join(' ')
        return `${names.get(className)} ${truncated ? 1 : 0} ${occluded ? 1 : 0} -10 ${edges} ${NO_SPACE}\n`
      })
      yield { path: `${folder(image)}/label_2/${stemOf(image.name)}.txt`, chunks: rows }
    }
  },
  losses: (dataset) => [
    ...lossesOf(dataset, {
      name: 'KITTI',
      flags: ['truncated', 'occluded'],
      attributes: false,
      notes: false,
      splits: true,
    }),
    ...(dataset.images.some(({ split }) => split === null) && dataset.images.some(({ split }) => split !== null)
      ? ['Images without a split went to training/.']
      : []),
  ],
}
