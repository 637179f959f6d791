/** Paths of the engine's computer as the window shows and builds them, in that system's own way of writing. Pure. */

/** The folder around a file or folder; empty when the path has none. */
export function folderAround(path: string): string {
  const around = path.replace(/[\\/]+$/, '').replace(/[\\/]?[^\\/]*$/, '')
  if (around === '' && path.startsWith('/')) return '/'
  return /^[a-z]:$/i.test(around) ? `${around}\\` : around
}

/** A name inside of a folder, with the separator that the folder's own path uses. */
export function inside(folder: string, name: string): string {
  return `${folder.replace(/[\\/]+$/, '')}${folder.includes('\\') ? '\\' : '/'}${name}`
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '')
}
