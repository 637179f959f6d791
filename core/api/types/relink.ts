/** Images that were moved, found again. */
import type { MatchKind } from '../../dataset/relink/match.ts'
import type { HistoryState, ImageRow } from '../../project/types.ts'

/** Images that are not where they were, and what was found in their stead. */
export interface FoundImages {
  /** Names this search, for `relink`. */
  search: string
  folder: string
  /** Image files in the folder. */
  files: number
  missing: number
  matches: Record<MatchKind, number>
  /** Of `name`: the contents are others, so a person should look. At most 60. */
  doubtful: Array<{
    image: ImageRow
    /** The file, relative to the folder. */
    file: string
    /** The file's picture as an address for an img element; null beyond the first dozen. */
    picture: string | null
  }>
  /** Files with a missing image's name and another picture size: its boxes would not fit, so they are not proposed. */
  otherSize: Array<{ image: string; file: string; was: string; is: string }>
  /** Right contents that the project has as images of their own already: so many pairs of entries of one picture. */
  present: number
  /** Of these, pairs that can become one: only one has labels, or both have the same. */
  mergeable: number
  /** Pairs that are labelled differently. */
  differing: number
  /** Missing images for which nothing was found, and that cannot be merged; at most 100. */
  notFound: string[]
}

export interface Relinked {
  images: number
  /** Pairs of entries that became one. */
  merged: number
  /** Images that are missing still. */
  missing: number
  history: HistoryState
}
