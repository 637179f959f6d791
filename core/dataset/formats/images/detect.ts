import type { DatasetFiles } from '../../source.ts'

/** Why this can be taken in as plain images, or null. */
export async function detectImages(files: DatasetFiles): Promise<string | null> {
  const { length } = files.images
  return length === 0 ? null : `${length} ${length === 1 ? 'image' : 'images'}, to be labelled here.`
}
