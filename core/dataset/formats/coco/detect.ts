import { extensionOf, LARGEST_DATASET_FILE, type DatasetFiles } from '../../source.ts'
import { isCoco } from './file.ts'

const FILES_TO_TRY = 8

/** Why this is COCO, or null. */
export async function detectCoco(files: DatasetFiles): Promise<string | null> {
  const json = files.chosen ? [files.chosen] : files.labels.filter((label) => extensionOf(label) === '.json')
  for (const label of json.slice(0, FILES_TO_TRY)) {
    try {
      const text = await files.readText(label, LARGEST_DATASET_FILE)
      if (!text.includes('"annotations"') || !isCoco(JSON.parse(text.replace(/^\uFEFF/, '')))) continue
      return `${label} has the lists "images", "annotations" and "categories" of COCO.`
    } catch {
      // Not JSON, or too large to look into: another file may settle it, and reading will name this one.
    }
  }
  return null
}
