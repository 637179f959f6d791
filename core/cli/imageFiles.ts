/** Finds the image files that were named on the command line: files as they are, folders with what is in them. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pagePath } from '../images/pages.ts'
import { tiffPages } from '../images/tiff/pages.ts'

const IMAGES = /\.(jpe?g|png|webp|bmp|gif|tiff?|avif)$/i

/**
 * Absolute paths in the order given, of the pages where a TIFF has several; a folder's images sorted by name, its
 * subfolders left out.
 */
export async function imageFiles(named: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of named) {
    const absolute = path.resolve(name)
    if (!(await stat(absolute)).isDirectory()) found.push(absolute)
    else {
      const entries = await readdir(absolute)
      const images = entries.filter((entry) => IMAGES.test(entry)).sort()
      found.push(...images.map((entry) => path.join(absolute, entry)))
    }
  }
  return (await Promise.all(found.map(pagesOf))).flat()
}

async function pagesOf(file: string): Promise<string[]> {
  const pages = /\.tiff?$/i.test(file) ? await tiffPages(file) : []
  return pages.length > 1 ? pages.map((page) => pagePath(file, page)) : [file]
}
