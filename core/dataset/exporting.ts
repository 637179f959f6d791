/** What writers take and give: labelled images in, text files out. The host puts files and images on the disk. */
import type { Split } from '../project/types.ts'
import type { DatasetBox } from './annotations.ts'

export interface ExportImage {
  /** File name in the export: unique, also without its extension and in any case. */
  name: string
  /** Pixels, upright. */
  width: number
  height: number
  split: Split | null
  /** May be made anew each time that it is read: a million boxes are not in memory together. */
  readonly boxes: readonly DatasetBox[]
  /** The picture's file, where it is to be written into the records instead of beside them. */
  load?: () => Promise<Uint8Array>
}

export interface ExportDataset {
  /** In the project's order. */
  classes: string[]
  images: ExportImage[]
}

export interface TextFile {
  /** Relative to the export's folder, forward slashes. */
  path: string
  /** Pieces, so that a large file never is one string. */
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>
}

export interface DatasetWriter {
  /** It can hold the pictures themselves. */
  holdsPictures?: true
  /** Where an image goes, relative to the export's folder; `position` counts the images from 0. */
  imagePath(image: ExportImage, position: number): string
  files(dataset: ExportDataset): Iterable<TextFile>
  /** What this format cannot hold, as sentences with counts. */
  losses(dataset: ExportDataset): string[]
}

const splits: readonly Split[] = ['train', 'val', 'test']

/** The splits that at least one image has. */
export function usedSplits(dataset: ExportDataset): Split[] {
  return splits.filter((split) => dataset.images.some((image) => image.split === split))
}

/** Number of boxes that have something. */
export function countBoxes(dataset: ExportDataset, has: (box: DatasetBox) => boolean): number {
  let count = 0
  for (const { boxes } of dataset.images) for (const box of boxes) if (has(box)) count++
  return count
}
