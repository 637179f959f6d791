import { headerOf } from '../../delimited.ts'
import { peekTexts } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'

const NEEDED = ['imageid', 'labelname', 'xmin', 'xmax', 'ymin', 'ymax']

/** Why this is Open Images, or null. */
export async function detectOpenImages(files: DatasetFiles): Promise<string | null> {
  for (const { label, value } of await peekTexts(files, ['.csv'])) {
    if (isBoxHeader(headerOf(value))) return `${label} has the columns ImageID, LabelName and XMin of Open Images.`
  }
  return null
}

export function isBoxHeader(header: readonly string[]): boolean {
  return NEEDED.every((name) => header.includes(name))
}
