/** A look into the XML files of a source by their outermost element. */
import { peekTexts } from './peek.ts'
import { isXml } from './xml.ts'
import type { DatasetFiles } from './source.ts'

/** The first files whose outermost element has this name and whose text fits. */
export async function findXml(
  files: DatasetFiles,
  root: string,
  fits: (text: string) => boolean,
): Promise<string | null> {
  for (const { label, value } of await peekTexts(files, ['.xml'])) {
    if (isXml(value, root) && fits(value)) return label
  }
  return null
}
