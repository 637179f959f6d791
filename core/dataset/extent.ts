/** Sides of boxes for formats that write a corner and a side instead of two corners. */
const ulp = new Float64Array(1)
const bits = new BigInt64Array(ulp.buffer)

function nextAfter(value: number, steps: bigint): number {
  ulp[0] = value
  bits[0] = (bits[0] ?? 0n) + steps
  return ulp[0]
}

/**
 * The side that gives back `end` when it is added to `start`: the difference, or the number beside it where rounding
 * would drift. Now and then no number does it exactly; then the drift is one unit in the last place.
 */
export function extent(start: number, end: number): number {
  const difference = end - start
  if (start + difference === end || difference <= 0) return difference
  return [1n, -1n].map((steps) => nextAfter(difference, steps)).find((side) => start + side === end) ?? difference
}
