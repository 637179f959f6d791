/** MOT Challenge's twin of read: images by the number of their frame, gt/gt.txt, gt/labels.txt and seqinfo.ini. */
import { extent } from '../../extent.ts'
import type { DatasetWriter, ExportDataset, ExportImage, TextFile } from '../../exporting.ts'
import { lossesOf } from '../../losses.ts'
import { plainDecimal } from '../../numbers.ts'
import { extensionOf } from '../../source.ts'

/** Frames count from one. */
function frameName(image: ExportImage, position: number): string {
  return `${String(position + 1).padStart(6, '0')}${extensionOf(image.name)}`
}

export const motWriter: DatasetWriter = {
  imagePath: (image, position) => `img1/${frameName(image, position)}`,
  *files({ classes, images }: ExportDataset): Generator<TextFile> {
    yield { path: 'gt/labels.txt', chunks: classes.map((name) => `${name}\n`) }
    yield { path: 'gt/gt.txt', chunks: rows(classes, images) }
    const [first] = images
    const sameSize = images.every(({ width, height }) => width === first?.width && height === first.height)
    const info = [
      '[Sequence]',
      'name=Focal Studio',
      'imDir=img1',
      'frameRate=30',
      `seqLength=${images.length}`,
      ...(first && sameSize ? [`imWidth=${first.width}`, `imHeight=${first.height}`] : []),
      `imExt=${first ? extensionOf(first.name) : '.jpg'}`,
      '',
    ]
    yield { path: 'seqinfo.ini', chunks: [info.join('\n')] }
  },
  losses(dataset: ExportDataset): string[] {
    const sizes = new Set(dataset.images.map(({ width, height }) => `${width} x ${height}`))
    return [
      ...lossesOf(dataset, { name: 'MOT', flags: [], attributes: false, notes: false, splits: false }),
      'MOT numbers its images: their names were replaced by the numbers of frames.',
      ...(sizes.size > 1 ? [`MOT is a format of videos, and the images have ${sizes.size} different sizes.`] : []),
    ]
  },
}

function* rows(classes: readonly string[], images: readonly ExportImage[]): Generator<string> {
  const ids = new Map(classes.map((name, index) => [name, index + 1]))
  for (const [position, { boxes }] of images.entries()) {
    for (const { x1, y1, x2, y2, className, attributes } of boxes) {
      const place = [x1, y1, extent(x1, x2), extent(y1, y2)].map(plainDecimal)
      const track = typeof attributes['track'] === 'number' ? attributes['track'] : -1
      yield `${[position + 1, track, ...place, 1, ids.get(className), 1].join(',')}\n`
    }
  }
}
