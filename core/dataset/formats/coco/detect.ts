import { peekJson } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'
import { isCoco } from './file.ts'

/** Why this is COCO, or null. */
export async function detectCoco(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isCoco(value))
  return found ? `${found.label} has the lists "images", "annotations" and "categories" of COCO.` : null
}
