import { peekTexts } from '../../peek.ts'
import { extensionOf, IMAGE_EXTENSIONS, lines, type DatasetFiles } from '../../source.ts'

/** Why this is WIDER FACE, or null. */
export async function detectWider(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ value }) => looksLikeWider(value))
  return found ? `${found.label} has an image, a number of faces and their boxes, as WIDER FACE writes them.` : null
}

/** An image's path, a count, and a row of at least four numbers; Datumaro writes degrees as words, and a class at the end. */
export function looksLikeWider(text: string): boolean {
  const [path, count, row] = [...lines(text.slice(0, 4_000))].map(({ line }) => line)
  if (path === undefined || count === undefined) return false
  const isBox = row === undefined || count === '0' || /^(-?[\d.]+\s+){3}-?[\d.]+(\s|$)/.test(row)
  return IMAGE_EXTENSIONS.has(extensionOf(path)) && /^\d+$/.test(count) && isBox
}
