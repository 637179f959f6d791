import type { DatasetFiles } from '../../source.ts'
import { findXml } from '../../xmlPeek.ts'

/** Why this is CVAT XML 1.1, or null. */
export async function detectCvat(files: DatasetFiles): Promise<string | null> {
  const label = await findXml(files, 'annotations', (text) => /<(image|track|meta|version)[\s>]/i.test(text))
  return label === null ? null : `${label} is an XML file with <annotations>, as CVAT writes it.`
}
