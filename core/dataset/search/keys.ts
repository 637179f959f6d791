/** What can be asked of images, by key: the vocabulary of searches. */

export interface SearchKey {
  /** What its values are: names as they come, one of a few words, or numbers and ranges. */
  values: 'name' | 'number' | readonly string[]
  /** For completion: what it finds. */
  about: string
  example: string
}

/** Checks of boxes; each is described in quality.ts. */
export const BOX_CHECKS = ['outside', 'zero-area', 'tiny', 'huge', 'border', 'duplicate', 'shape'] as const
export type BoxCheck = (typeof BOX_CHECKS)[number]

export const SEARCH_KEYS = {
  class: { values: 'name', about: 'has a box of the class', example: 'class:car' },
  count: { values: 'number', about: 'how many boxes', example: 'count:>3' },
  state: { values: ['new', 'in-progress', 'done', 'empty'], about: 'how far labelling is', example: 'state:done' },
  split: { values: ['train', 'val', 'test', 'none', 'out'], about: 'its part of the split', example: 'split:val' },
  tag: { values: 'name', about: 'carries the tag', example: 'tag:night' },
  score: { values: 'number', about: 'has an open suggestion of the score', example: 'score:<.5' },
  side: { values: 'number', about: "a box's side as a share of the image's", example: 'side:<5%' },
  ratio: { values: 'number', about: "a box's width over its height", example: 'ratio:>3' },
  x: { values: 'number', about: "a box's centre, from left 0 to right 1", example: 'x:<.2' },
  y: { values: 'number', about: "a box's centre, from top 0 to bottom 1", example: 'y:>80%' },
  check: { values: BOX_CHECKS, about: 'has a box that looks wrong', example: 'check:tiny' },
  width: { values: 'number', about: 'of the image, in pixels', example: 'width:>=1920' },
  height: { values: 'number', about: 'of the image, in pixels', example: 'height:<600' },
  folder: { values: 'name', about: 'lies in the folder', example: 'folder:night' },
  is: {
    values: ['broken', 'tagged', 'stale-tag'],
    about: 'broken file, any tag, or a rotation tag that the labels contradict',
    example: 'is:broken',
  },
} as const satisfies Record<string, SearchKey>

export type SearchKeyName = keyof typeof SEARCH_KEYS

/** The key of that name, in any case; null when there is none. */
export function searchKey(name: string): SearchKeyName | null {
  const plain = name.toLowerCase()
  return Object.hasOwn(SEARCH_KEYS, plain) ? (plain as SearchKeyName) : null
}
