/**
 * What the numbers of a CSV file mean where its header leaves it open, told by all of its rows together: lists of four
 * are two corners in some files and a corner and two sides in others, and both may be fractions of the image.
 */
import type { Edges } from '../../../geometry/box.ts'
import type { Size } from '../../orientation.ts'
import type { Place } from './place.ts'

export interface Meaning {
  lists: 'corners' | 'sides'
  unit: 'pixels' | 'relative'
  /** What had to be assumed, as sentences. */
  assumed: string[]
}

type Numbers = Extract<Place, { form: string }>

export interface PlacedRow {
  place: Place
  /** Of the image, where the file says it. */
  size: Size | null
}

/** Pixels; written decimals are rounded. */
const ROUNDING = 1

export function meaningOf(rows: readonly PlacedRow[]): Meaning {
  const placed = rows.filter((row): row is PlacedRow & { place: Numbers } => 'form' in row.place)
  const lists = placed.filter(({ place }) => place.form === 'list')
  const assumed: string[] = []
  const asCorners = lists.every(({ place: { numbers }, size }) => {
    const [a, b, c, d] = numbers
    return c > a && d > b && fits(c, d, size)
  })
  const asSides = lists.every(({ place: { numbers }, size }) => {
    const [a, b, c, d] = numbers
    return c > 0 && d > 0 && fits(a + c, b + d, size)
  })
  const sides = lists.length > 0 && asSides && !asCorners
  if (sides) assumed.push('The lists of four numbers were read as left, top, width and height: not all can be corners.')
  else if (asSides && lists.length > 0) {
    assumed.push('The lists of four numbers were read as two corners; they could be left, top, width and height, too.')
  }
  // With the size of images beside them, such numbers are boxes of less than a pixel.
  const relative =
    placed.length > 0 &&
    placed.every(({ place, size }) => size === null && place.numbers.every((number) => number >= 0 && number <= 1)) &&
    placed.some(({ place }) => !place.numbers.every(Number.isInteger))
  if (relative) assumed.push('All numbers are between 0 and 1, so they were read as fractions of the image.')
  return { lists: sides ? 'sides' : 'corners', unit: relative ? 'relative' : 'pixels', assumed }
}

function fits(right: number, bottom: number, size: Size | null): boolean {
  return size === null || (right <= size.width + ROUNDING && bottom <= size.height + ROUNDING)
}

/** The box that a row's numbers are. */
export function edgesOf({ form, numbers }: Numbers, { lists }: Meaning): Edges {
  const [a, b, c, d] = numbers
  const sides = form === 'sides' || (form === 'list' && lists === 'sides')
  return sides ? { x1: a, y1: b, x2: a + c, y2: b + d } : { x1: a, y1: b, x2: c, y2: d }
}
