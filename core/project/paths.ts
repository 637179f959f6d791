/**
 * Paths as projects store them: relative to the folder that holds the project, so that both can be moved together. Those
 * inside the project begin with the name that its folder had at first, so that it can be renamed, too.
 */
import path from 'node:path'

/** What paths of a project go by. */
export interface PathBase {
  /** The .focal folder, absolute. */
  readonly path: string
  /** The folder that holds it. */
  readonly folder: string
  /** The name that the .focal folder had at first. */
  readonly home: string
}

/** The stored form of the absolute path of a project's image. */
export function storedImagePath(project: PathBase, file: string): string {
  const stored = storedPath(project.folder, file)
  const present = path.basename(project.path)
  if (present === project.home) return stored
  if (stored.startsWith(`${present}/`)) return project.home + stored.slice(present.length)
  // Another project has the old name now.
  return stored.startsWith(`${project.home}/`) ? file.replaceAll('\\', '/') : stored
}

/** The absolute path of a project's image. */
export function imagePath(project: PathBase, stored: string): string {
  const { home } = project
  if (stored.startsWith(`${home}/`)) return absolutePath(project.path, stored.slice(home.length + 1))
  return absolutePath(project.folder, stored)
}

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
