/** The highest of many values without sorting them all: a fresh network may score millions above the threshold. */

/**
 * Indices from `start` to `end` (exclusive) of the `count` highest values above a threshold, in no order; of equal
 * values the earlier ones. One pass with a heap whose top is the lowest of those kept.
 */
export function highest(values: Float32Array, start: number, end: number, threshold: number, count: number): number[] {
  const heap: number[] = []
  for (let at = start; at < end; at++) {
    const value = values[at] as number
    if (!(value > threshold)) continue
    if (heap.length < count) {
      heap.push(at)
      siftUp(values, heap, heap.length - 1)
    } else if (value > (values[heap[0] as number] as number)) {
      heap[0] = at
      siftDown(values, heap, 0)
    }
  }
  return heap
}

/** Whether the index `one` is to go before `other`: a lower value, or an equal one that comes later. */
function isWorse(values: Float32Array, one: number, other: number): boolean {
  const difference = (values[one] as number) - (values[other] as number)
  return difference < 0 || (difference === 0 && one > other)
}

function siftUp(values: Float32Array, heap: number[], from: number): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isWorse(values, heap[at] as number, heap[parent] as number)) return
    swap(heap, at, parent)
    at = parent
  }
}

function siftDown(values: Float32Array, heap: number[], from: number): void {
  let at = from
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) return
    const right = left + 1
    const hasRight = right < heap.length && isWorse(values, heap[right] as number, heap[left] as number)
    const child = hasRight ? right : left
    if (!isWorse(values, heap[child] as number, heap[at] as number)) return
    swap(heap, at, child)
    at = child
  }
}

function swap(heap: number[], one: number, other: number): void {
  const kept = heap[one] as number
  heap[one] = heap[other] as number
  heap[other] = kept
}
