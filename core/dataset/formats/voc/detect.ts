import { extensionOf, readAhead, type DatasetFiles } from '../../source.ts'
import { child, parseXml } from '../../xml.ts'

const FILES_TO_TRY = 8

/** Why this is VOC, or null. Files without objects do not tell it from LabelMe's old XML: those that have some decide. */
export async function detectVoc(files: DatasetFiles): Promise<string | null> {
  const xml = files.labels.filter((label) => extensionOf(label) === '.xml')
  const tried = files.chosen ? [files.chosen] : xml.slice(0, FILES_TO_TRY)
  let empty: string | null = null
  let others = false
  for await (const { label, text } of readAhead(files, tried)) {
    if (text === null || !isAnnotation(text)) continue
    if (/<bndbox/i.test(text)) return words(label, xml.length)
    if (/<(object|imagesize)[\s>]/i.test(text)) others = true
    else empty ??= label
  }
  return empty === null || others ? null : words(empty, xml.length)
}

function words(label: string, count: number): string {
  return `${label} is an XML file with <annotation>, as VOC tools write it${count > 1 ? ` (${count} XML files)` : ''}.`
}

function isAnnotation(text: string): boolean {
  if (!/<annotation[\s>]/i.test(text.slice(0, 10_000))) return false
  try {
    return child(parseXml(text), 'annotation') !== undefined
  } catch {
    // Broken, but of the right kind: another file may settle it.
    return false
  }
}
