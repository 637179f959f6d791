/** A plain folder of images: everything is new. */
import { unlabelled, type DatasetAnnotations } from '../../annotations.ts'
import type { DatasetFiles } from '../../source.ts'

export async function readImages(files: DatasetFiles): Promise<DatasetAnnotations> {
  const images = files.images.map((image) => unlabelled(image))
  return { format: 'images', classes: [], images, skipped: [], warnings: [] }
}
