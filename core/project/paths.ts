/** Paths as projects store them: relative to the folder that holds the project, so that both can be moved together. */
import path from 'node:path'

/**
 * The stored form of an absolute path: relative to `folder` with forward slashes ("photos/a.jpg", "../photos/a.jpg"),
 * absolute only when it lies on another drive.
 */
export function storedPath(folder: string, file: string, paths: path.PlatformPath = path): string {
  const relative = paths.relative(folder, file)
  if (paths.isAbsolute(relative)) return file.replaceAll('\\', '/')
  return relative.split(paths.sep).join('/')
}

/** The absolute path of a stored one. */
export function absolutePath(folder: string, stored: string, paths: path.PlatformPath = path): string {
  return paths.isAbsolute(stored) ? paths.normalize(stored) : paths.join(folder, ...stored.split('/'))
}
