/** Which images belong together: near-duplicates, and what folders or numbered names say. */
import { baseName, folderOf } from '../source.ts'
import type { ImageRecord } from '../../project/types.ts'
import type { NearPair } from './pairs.ts'

/**
 * 'sequence': images whose names differ only in their last number, as frames of one film do; 'video': frames that the
 * studio took from one video, and pages of one file.
 */
export const GROUPINGS = ['none', 'folder', 'sequence', 'video'] as const
export type Grouping = (typeof GROUPINGS)[number]

type GroupedImage = Pick<ImageRecord, 'id' | 'hash' | 'path'> & Partial<Pick<ImageRecord, 'video'>>

/** The group of each image by id: images that are linked by any chain of pairs or equal keys share one. */
export function groupImages(
  images: ReadonlyArray<GroupedImage>,
  grouping: Grouping,
  pairs: readonly NearPair[],
): Map<number, string> {
  const parents = new Map(images.map(({ id }) => [id, id]))
  const rootOf = (id: number): number => {
    let root = id
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up
    // Short ways for the next time.
    for (let at = id; at !== root;) {
      const up = parents.get(at) ?? root
      parents.set(at, root)
      at = up
    }
    return root
  }
  const join = (a: number, b: number) => parents.set(rootOf(b), rootOf(a))
  for (const key of [({ hash }: GroupedImage) => hash, groupKey(grouping)]) {
    if (key === null) continue
    for (const [first, ...others] of Map.groupBy(images, key).values()) {
      for (const other of others) if (first) join(first.id, other.id)
    }
  }
  for (const { a, b } of pairs) if (parents.has(a) && parents.has(b)) join(a, b)
  return new Map(images.map(({ id }) => [id, String(rootOf(id))]))
}

function groupKey(grouping: Grouping): ((image: GroupedImage) => string) | null {
  if (grouping === 'none') return null
  if (grouping === 'folder') return ({ path }) => folderOf(path)
  if (grouping === 'sequence') return ({ path }) => sequenceOf(path)
  // An image of no video, and of no file with pages, belongs to itself.
  return ({ id, path, video }) => {
    if (video) return `video ${video.path}`
    return PAGE.test(path) ? `file ${path.replace(PAGE, '')}` : String(id)
  }
}

/** How the path of a page of a file ends. */
const PAGE = /#page=\d+$/

/**
 * The path with the last number of its name, and its extension, taken out: "a/film 2_0012.jpg" is of "a/film 2_#". Pages
 * are of their file.
 */
export function sequenceOf(path: string): string {
  if (PAGE.test(path)) return path.replace(PAGE, '#page=#')
  const name = baseName(path).replace(/\.[^.]*$/, '')
  return `${folderOf(path)}/${name.replace(/\d+(?=\D*$)/, '#')}`
}
