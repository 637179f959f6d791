/** Which images belong together: near-duplicates, and what folders or numbered names say. */
import { baseName, folderOf } from '../source.ts'
import type { NearPair } from './pairs.ts'

/** 'sequence': images whose names differ only in their last number, as frames of one film do. */
export const GROUPINGS = ['none', 'folder', 'sequence'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** The group of each image by id: images that are linked by any chain of pairs or equal keys share one. */
export function groupImages(
  images: ReadonlyArray<{ id: number; hash: string; path: string }>,
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
  for (const key of [({ hash }: { hash: string }) => hash, groupKey(grouping)]) {
    if (key === null) continue
    for (const [first, ...others] of Map.groupBy(images, key).values()) {
      for (const other of others) if (first) join(first.id, other.id)
    }
  }
  for (const { a, b } of pairs) if (parents.has(a) && parents.has(b)) join(a, b)
  return new Map(images.map(({ id }) => [id, String(rootOf(id))]))
}

function groupKey(grouping: Grouping): ((image: { path: string }) => string) | null {
  if (grouping === 'none') return null
  return ({ path }) => (grouping === 'folder' ? folderOf(path) : sequenceOf(path))
}

/** The path with the last number of its name, and its extension, taken out: "a/film 2_0012.jpg" is of "a/film 2_#". */
export function sequenceOf(path: string): string {
  const name = baseName(path).replace(/\.[^.]*$/, '')
  return `${folderOf(path)}/${name.replace(/\d+(?=\D*$)/, '#')}`
}
