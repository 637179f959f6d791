/** Counts what a label file holds besides boxes, for one line in the report instead of one a shape. */
import type { Problems } from './problems.ts'

export class ShapeTally {
  private readonly boxed = new Map<string, number>()
  private readonly left = new Map<string, number>()

  /** A shape of this kind became the box around it. */
  box(kind: string): void {
    this.boxed.set(kind, (this.boxed.get(kind) ?? 0) + 1)
  }

  /** A mark of this kind has no extent and was left out. */
  leave(kind: string): void {
    this.left.set(kind, (this.left.get(kind) ?? 0) + 1)
  }

  report(file: string, problems: Problems): void {
    if (this.boxed.size > 0) problems.warn(file, null, `The box around each shape was taken: ${list(this.boxed)}.`)
    if (this.left.size > 0) problems.skip(file, null, `Marks that are not boxes were left out: ${list(this.left)}.`)
  }
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
}
