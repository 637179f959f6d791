/** Sets of ids as ranges: ids of rows that were inserted together are consecutive, so a hundred thousand take a line. */

/** First and last, both included. */
export type IdRange = [first: number, last: number]

/** The ranges of a set of ids, in ascending order. */
export function toRanges(ids: Iterable<number>): IdRange[] {
  const sorted = [...ids].sort((a, b) => a - b)
  const ranges: IdRange[] = []
  for (const id of sorted) {
    const last = ranges.at(-1)
    if (last && id <= last[1] + 1) last[1] = id
    else ranges.push([id, id])
  }
  return ranges
}

/** The ids of ranges, one by one. */
export function fromRanges(ranges: IdRange[]): number[] {
  const ids: number[] = []
  for (const [first, last] of ranges) for (let id = first; id <= last; id++) ids.push(id)
  return ids
}

/** Cuts a list into parts of at most `size`. */
export function* parts<T>(list: T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}
