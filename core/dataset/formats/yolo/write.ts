/** YOLO's twin of read: data.yaml, images/PART and labels/PART. An empty image has an empty label file. */
import { stringify } from 'yaml'
import type { DatasetBox } from '../../annotations.ts'
import {
  countBoxes,
  usedSplits,
  type DatasetWriter,
  type ExportDataset,
  type ExportImage,
  type TextFile,
} from '../../exporting.ts'
import { countedBoxes } from '../../losses.ts'
import { stemOf } from '../../source.ts'

/** Images without a split: their own folder, so that nothing trains on them by mistake. */
function part(image: ExportImage): string {
  return image.split ?? 'unassigned'
}

export const yoloWriter: DatasetWriter = yoloLikeWriter('YOLO', centreAndSize)

/** A writer of this layout; `row` gives what follows the class of a box. */
export function yoloLikeWriter(title: string, row: (box: DatasetBox, image: ExportImage) => string): DatasetWriter {
  return {
    imagePath: (image) => `images/${part(image)}/${image.name}`,
    *files(dataset: ExportDataset): Generator<TextFile> {
      yield { path: 'data.yaml', chunks: [dataYaml(dataset)] }
      yield { path: 'classes.txt', chunks: dataset.classes.map((name) => `${name}\n`) }
      const indices = new Map(dataset.classes.map((name, index) => [name, index]))
      for (const image of dataset.images) {
        yield {
          path: `labels/${part(image)}/${stemOf(image.name)}.txt`,
          chunks: image.boxes.map((box) => `${indices.get(box.className)} ${row(box, image)}\n`),
        }
      }
    },
    losses(dataset: ExportDataset): string[] {
      const flagged = countBoxes(dataset, ({ difficult, truncated, crowd, occluded }) =>
        [difficult, truncated, crowd, occluded].some(Boolean),
      )
      const described = countBoxes(dataset, ({ attributes, note }) => note !== '' || Object.keys(attributes).length > 0)
      return [
        ...(flagged > 0 ? [`${title} has no place for flags: those of ${countedBoxes(flagged)} were left out.`] : []),
        ...(described > 0
          ? [`${title} has no place for attributes and notes: those of ${countedBoxes(described)} were left out.`]
          : []),
        ...(usedSplits(dataset).includes('val') || dataset.images.length === 0
          ? []
          : ['There are no validation images: data.yaml names the same folder for train and val.']),
      ]
    },
  }
}

/**
 * Paths are relative to data.yaml, as long as it has no `path`: Ultralytics takes a relative one from the folder that it
 * was started in. Trainers want train and val, so a missing one falls back to what there is.
 */
function dataYaml(dataset: ExportDataset): string {
  const used = usedSplits(dataset)
  const train = used.includes('train') ? 'train' : (used[0] ?? 'unassigned')
  return stringify({
    train: `images/${train}`,
    val: `images/${used.includes('val') ? 'val' : train}`,
    ...(used.includes('test') ? { test: 'images/test' } : {}),
    nc: dataset.classes.length,
    // A map keeps its keys numbers, as trainers want them.
    names: new Map(dataset.classes.entries()),
  })
}

function centreAndSize({ x1, y1, x2, y2 }: DatasetBox, { width, height }: ExportImage): string {
  return fractions([(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height])
}

/** Fifteen decimals, all that a number between 0 and 1 has; never an exponent, so that every reader takes it. */
export function fractions(values: readonly number[]): string {
  return values
    .map((value) =>
      value
        .toFixed(15)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, ''),
    )
    .join(' ')
}
