/** Finds the image files that were named on the command line: files as they are, folders with what is in them. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { extensionOf, IMAGE_EXTENSIONS } from '../dataset/source.ts'
import { pagePath } from '../images/pages.ts'
import { tiffPages } from '../images/tiff/pages.ts'

/** HEIC pictures are read by an import only, which makes JPEGs of them. */
const HEIC = new Set(['.heic', '.heif', '.hif'])

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
      const images = entries.filter(isImage).sort()
      found.push(...images.map((entry) => path.join(absolute, entry)))
    }
  }
  return (await Promise.all(found.map(pagesOf))).flat()
}

function isImage(name: string): boolean {
  const extension = extensionOf(name)
  return IMAGE_EXTENSIONS.has(extension) && !HEIC.has(extension)
}

async function pagesOf(file: string): Promise<string[]> {
  const pages = /\.tiff?$/i.test(file) ? await tiffPages(file) : []
  return pages.length > 1 ? pages.map((page) => pagePath(file, page)) : [file]
}
