import { peekTexts } from '../../peek.ts'
import { extensionOf, IMAGE_EXTENSIONS, lines, type DatasetFiles } from '../../source.ts'

/** Why this is WIDER FACE, or null. */
export async function detectWider(files: DatasetFiles): Promise<string | null> {
  const found = (await peekTexts(files, ['.txt'])).find(({ value }) => looksLikeWider(value))
  return found ? `${found.label} has an image, a number of faces and their boxes, as WIDER FACE writes them.` : null
}

/** An image's path, a count, and a row of at least four numbers. */
export function looksLikeWider(text: string): boolean {
  const [path, count, row] = [...lines(text.slice(0, 4_000))].map(({ line }) => line)
  if (path === undefined || count === undefined) return false
  const isImage = IMAGE_EXTENSIONS.has(extensionOf(path))
  return isImage && /^\d+$/.test(count) && (row === undefined || count === '0' || /^-?\d[-\d.\s]*$/.test(row))
}
