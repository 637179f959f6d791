/** Paths of pages: "scans/stack.tif#page=2" is the second picture of a file that holds several. */

const PAGE = /^(.*\.tiff?)#page=([1-9]\d{0,8})$/is

/** The file that a path means, and which of its pages, counted from 1; null when the path means the whole file. */
export function splitPagePath(path: string): { file: string; page: number | null } {
  const match = PAGE.exec(path)
  const [, file, page] = match ?? []
  return file === undefined ? { file: path, page: null } : { file, page: Number(page) }
}

export function pagePath(file: string, page: number): string {
  return `${file}#page=${page}`
}

/** The last part of a path, for people: "stack.tif, page 2". */
export function nameOfPath(path: string): string {
  const { file, page } = splitPagePath(path)
  const name = file.slice(file.lastIndexOf('/') + 1)
  return page === null ? name : `${name}, page ${page}`
}

/** The name that a picture has as a file of its own: "stack_page2.tif". */
export function fileNameOfPath(path: string): string {
  const { file, page } = splitPagePath(path)
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (page === null) return name
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}_page${page}${name.slice(dot)}`
}
