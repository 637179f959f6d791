/** Two lists of detections of the same picture: what differs, and whether changed places are ties. */

export interface Found {
  boxes: number[][]
  scores: number[]
  labels: number[]
}

/** Pixels within which two boxes are the same. */
const sameBox = 0.1

/** In one line; `exact` is the list that the other is measured by. */
export function compare(found: Found, exact: Found): string {
  const places = exact.labels.map((_, index) => placeOf(found, exact, index))
  const pairs = places.map((place, index) => [place, index] as const).filter(([place]) => place >= 0)
  const inPlace = pairs.filter(([place, index]) => place === index).length
  const boxes = Math.max(...pairs.map(([place, index]) => largest(found.boxes[place], exact.boxes[index])))
  const scores = Math.max(...pairs.map(([place, index]) => Math.abs(found.scores[place]! - exact.scores[index]!)))
  const swapped = pairs
    .flatMap(([place, index]) =>
      pairs.filter((other) => other[1] > index && other[0] < place).map(([, at]) => [index, at]),
    )
    .map(([one, other]) => [exact.scores[one!]!, exact.scores[other!]!] as const)
  const gaps = swapped.map(([high, low]) => `${(high - low).toExponential(1)} at ${high.toFixed(4)}`)
  return [
    `${inPlace} of ${exact.labels.length} in place, ${pairs.length} found`,
    `boxes within ${boxes.toExponential(1)} px, scores within ${scores.toExponential(1)}`,
    gaps.length > 0 ? `${gaps.length} pairs swapped, whose scores differ by ${gaps.join(', ')}` : 'no pair swapped',
  ].join('; ')
}

/** Where a detection of the exact list stands in the other; -1 when it is not there. */
function placeOf(found: Found, exact: Found, index: number): number {
  return found.labels.findIndex(
    (label, place) => label === exact.labels[index] && largest(found.boxes[place], exact.boxes[index]) < sameBox,
  )
}

function largest(one: readonly number[] = [], other: readonly number[] = []): number {
  return Math.max(...one.map((edge, side) => Math.abs(edge - (other[side] ?? Number.NaN))))
}
