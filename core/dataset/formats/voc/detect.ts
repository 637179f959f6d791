import { extensionOf, readAhead, type DatasetFiles } from '../../source.ts'
import { child, parseXml } from '../../xml.ts'

const FILES_TO_TRY = 8

/** Why this is VOC, or null. */
export async function detectVoc(files: DatasetFiles): Promise<string | null> {
  const xml = files.labels.filter((label) => extensionOf(label) === '.xml')
  const tried = files.chosen ? [files.chosen] : xml.slice(0, FILES_TO_TRY)
  for await (const { label, text } of readAhead(files, tried)) {
    if (text === null || !looksLikeVoc(text)) continue
    const others = xml.length > 1 ? ` (${xml.length} XML files)` : ''
    return `${label} is an XML file with <annotation>, as VOC tools write it${others}.`
  }
  return null
}

/** An <annotation> whose objects, if any, have boxes: the old LabelMe XML has the same outermost element. */
function looksLikeVoc(text: string): boolean {
  if (!/<annotation[\s>]/i.test(text.slice(0, 10_000))) return false
  try {
    if (child(parseXml(text), 'annotation') === undefined) return false
  } catch {
    // Broken, but of the right kind: another file may settle it.
    return false
  }
  return /<bndbox/i.test(text) || !/<object/i.test(text)
}
