/** Near-duplicates. */
import type { ImageRow } from '../../project/types.ts'

/** Two images that look nearly the same. */
export interface LookAlike {
  a: ImageRow
  b: ImageRow
  /** Bits of 128 in which their fingerprints differ; 0 for copies. */
  distance: number
}

/** Near-duplicates of a project; `shown` are the first hundred. */
export interface LookAlikes {
  pairs: number
  images: number
  /** Pairs in different parts of the split: scores on the one are flattered by training on the other. */
  leaks: { total: number; shown: LookAlike[] }
  /** Labelled pairs whose labels say different things. */
  conflicts: { total: number; shown: LookAlike[] }
  /** Images whose files could not be read. */
  unreadable: number
}
