/** The highest of many values without sorting them all: a fresh network may score millions above the threshold. */

/**
 * Indices from `start` to `end` (exclusive) of the `count` highest values above a threshold, in no order; of equal
 * values the earlier ones. One pass with a heap whose top is the lowest of those kept.
 */
export function highest(
  values: Float32Array,
  start: number,
  end: number,
  threshold: number,
  count: number,
): Int32Array {
  const size = Math.min(count, end - start)
  // The heap's values beside their indices: looked up elsewhere, they would cost most of the time.
  const heap = { values: new Float32Array(size), indices: new Int32Array(size) }
  let kept = 0
  for (let at = start; at < end; at++) {
    const value = values[at] as number
    if (!(value > threshold)) continue
    if (kept < size) {
      siftUp(heap, kept, value, at)
      kept += 1
    } else if (value > (heap.values[0] as number)) {
      siftDown(heap, value, at)
    }
  }
  return heap.indices.subarray(0, kept)
}

interface Heap {
  values: Float32Array
  indices: Int32Array
}

/** Puts a value in at the heap's end `from`. Its index is the highest so far: of equal values it is the lowest. */
function siftUp({ values, indices }: Heap, from: number, value: number, index: number): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (value > (values[parent] as number)) break
    values[at] = values[parent] as number
    indices[at] = indices[parent] as number
    at = parent
  }
  values[at] = value
  indices[at] = index
}

/** Puts a value that is higher than the top in its place. */
function siftDown({ values, indices }: Heap, value: number, index: number): void {
  const { length } = values
  let at = 0
  for (let child = 1; child < length; child = 2 * at + 1) {
    const right = child + 1
    if (right < length) {
      const difference = (values[right] as number) - (values[child] as number)
      if (difference < 0 || (difference === 0 && (indices[right] as number) > (indices[child] as number))) child = right
    }
    if ((values[child] as number) >= value) break
    values[at] = values[child] as number
    indices[at] = indices[child] as number
    at = child
  }
  values[at] = value
  indices[at] = index
}
