/** Circles of imports: files that cannot be read, moved or tested one without the other. */
import path from 'node:path'
import type { Import } from './imports.ts'

/**
 * One circle for each file that closes one, as the files on it in the order of their imports. Types count as well: of
 * two files that need each other's, one holds what belongs to the other, or to a third.
 */
export function findCircles(importsOf: ReadonlyMap<string, readonly Import[]>): string[][] {
  const circles: string[][] = []
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    const place = trail.indexOf(file)
    if (place >= 0) {
      circles.push(trail.slice(place))
      return
    }
    if (done.has(file)) return
    for (const { specifier } of importsOf.get(file) ?? []) {
      if (!specifier.startsWith('.')) continue
      const target = path.posix.join(path.posix.dirname(file), specifier)
      if (importsOf.has(target)) visit(target, [...trail, file])
    }
    done.add(file)
  }
  for (const file of importsOf.keys()) visit(file, [])
  return circles
}
