/** What a project holds, as a set of lines that can be foretold, and the history that undo and redo walk. */
import { boxesByImage } from '../../../../../core/project/boxes.ts'
import { listClasses } from '../../../../../core/project/classes.ts'
import { listImages } from '../../../../../core/project/images.ts'
import type { Project } from '../../../../../core/project/project.ts'

export type Content = ReadonlySet<string>

/** The content now, with what undo and redo lead to, nearest last. */
export interface Story {
  past: Content[]
  now: Content
  future: Content[]
}

export const line = {
  class: (name: string) => `class ${name}`,
  image: (path: string) => `image ${path}`,
  box: (path: string, edges: { x1: number; y1: number; x2: number; y2: number }) =>
    `box ${path} ${edges.x1} ${edges.y1} ${edges.x2} ${edges.y2}`,
  tag: (path: string, tag: string) => `tag ${path} ${tag}`,
}

/** Everything in a project's database that the lines speak of. */
export function contentOf(project: Project): Content {
  const images = listImages(project)
  const boxes = boxesByImage(project)
  const tags = project.database.all<{ path: string; tag: string }>(
    'SELECT path, tag FROM image_tags JOIN images ON images.id = image_id',
  )
  return new Set([
    ...listClasses(project).map(({ name }) => line.class(name)),
    ...images.map(({ path }) => line.image(path)),
    ...images.flatMap(({ id, path }) => (boxes.get(id) ?? []).map((box) => line.box(path, box))),
    ...tags.map(({ path, tag }) => line.tag(path, tag)),
  ])
}

export function isSame(a: Content, b: Content): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one))
}

/** The story after a change to another content. */
export function changed({ past, now }: Story, next: Content): Story {
  return isSame(now, next) ? { past, now, future: [] } : { past: [...past, now], now: next, future: [] }
}

export function undone({ past, now, future }: Story): Story {
  const before = past.at(-1)
  return before ? { past: past.slice(0, -1), now: before, future: [...future, now] } : { past, now, future }
}

export function redone({ past, now, future }: Story): Story {
  const after = future.at(-1)
  return after ? { past: [...past, now], now: after, future: future.slice(0, -1) } : { past, now, future }
}
