/** Reads the bytes of a picture, wherever it is: a file, or one page of a file. */
import { readFile } from 'node:fs/promises'
import { splitPagePath } from './pages.ts'
import { tiffPage } from './tiff/pages.ts'

/** The bytes of an image file, or of a page as a file of its own. Errors are those of the file system and BROKEN_FILE. */
export async function readImage(imagePath: string): Promise<Buffer> {
  const { file, page } = splitPagePath(imagePath)
  return page === null ? readFile(file) : tiffPage(file, page)
}
