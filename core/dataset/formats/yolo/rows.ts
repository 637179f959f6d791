/** The rows of one YOLO label file: class, centre x, centre y, width, height, as fractions of the image's sides. */
import { noAttributes, noFlags, type AnnotatedBox } from '../../annotations.ts'
import type { Problems } from '../../problems.ts'
import type { Edges } from '../../../geometry/box.ts'
import { boundsOf, pairs } from '../../shapes.ts'
import { lines } from '../../source.ts'
import type { YoloNames } from './yoloNames.ts'

/** Boxes a little outside exist; a fraction beyond this is a file in pixels. */
const LARGEST_FRACTION = 2
/** Class and four corners. */
const CORNER_VALUES = 9
const ROWS_TO_TRY = 20

/** Do the first lines look like rows, or is the file empty? Null means empty. */
export function looksLikeRows(text: string): boolean | null {
  for (const { line } of lines(text)) return /^\d+(\.0*)?(\s+[-+]?[\d.]+(e[-+]?\d+)?){4,}$/i.test(line)
  return null
}

/** Has each of the first rows a class and eight numbers, the corners of a turned box? Null means empty. */
export function areCornerRows(text: string): boolean | null {
  let seen = 0
  for (const { line } of lines(text)) {
    if (line.split(/\s+/).length !== CORNER_VALUES || looksLikeRows(line) !== true) return false
    if (++seen === ROWS_TO_TRY) break
  }
  return seen > 0 ? true : null
}

/** What rows are that are not upright boxes: the box around each is taken. */
export class RowShapes {
  /** The first file with one, and how many rows there are, of each kind. */
  readonly #found = new Map<RowShape, { label: string; rows: number }>()

  add(shape: RowShape, label: string): void {
    const { label: first, rows } = this.#found.get(shape) ?? { label, rows: 0 }
    this.#found.set(shape, { label: first, rows: rows + 1 })
  }

  /** One sentence for the whole set, however many files have such rows. */
  report(problems: Problems): void {
    for (const [shape, { label, rows }] of this.#found) {
      const what = rows === 1 ? `One row is ${ONE[shape]}` : `${rows} rows are ${MANY[shape]}`
      problems.warn(label, null, `${what}: the upright box around ${rows === 1 ? 'it' : 'each'} was taken.`)
    }
  }
}

type RowShape = 'outline' | 'turned'
const ONE: Record<RowShape, string> = { outline: 'an outline', turned: 'four corners that are not upright (OBB)' }
const MANY: Record<RowShape, string> = { outline: 'outlines', turned: 'four corners that are not upright (OBB)' }

/** Reads the rows; what cannot be used is named in `problems` with its line. */
export function readRows(
  label: string,
  text: string,
  names: YoloNames,
  problems: Problems,
  shapes: RowShapes,
): AnnotatedBox[] {
  const boxes: AnnotatedBox[] = []
  for (const { line, number } of lines(text)) {
    const field = lineField(number)
    const skip = (reason: string) => problems.skip(label, field, reason)
    const values = line.split(/\s+/).map(Number)
    const [index = Number.NaN, ...rest] = values
    if (values.length < 5) {
      skip('A row needs five numbers: class, centre x, centre y, width, height.')
    } else if (!values.every(Number.isFinite)) {
      skip(`"${line.slice(0, 60)}" is not a row of numbers.`)
    } else if (!Number.isInteger(index) || index < 0) {
      skip(`The class ${index} is not a whole number from 0.`)
    } else if (names.label !== null && !names.names.has(index)) {
      skip(`The class ${index} does not exist: ${names.label} has ${describe(names)}.`)
    } else if (rest.some((value) => Math.abs(value) > LARGEST_FRACTION)) {
      skip('The values are not fractions of the image; they may be pixels.')
    } else {
      const edges = readEdges(rest, names.keyPoints)
      if (!edges) {
        skip(`A row of ${values.length} numbers is neither a box nor an outline.`)
        continue
      }
      if (edges.shape !== null) shapes.add(edges.shape, label)
      const { x1, y1, x2, y2 } = edges
      const className = names.names.get(index) ?? `class ${index}`
      boxes.push({ x1, y1, x2, y2, className, field, ...noFlags, attributes: noAttributes, note: '' })
    }
  }
  return boxes
}

/** "line 12", the same text for the twelfth line of every file: a million boxes carry it. */
function lineField(number: number): string {
  if (number > LINES_KEPT) return `line ${number}`
  return (lineFields[number] ??= `line ${number}`)
}

const LINES_KEPT = 10_000
const lineFields: string[] = []

function describe({ names }: YoloNames): string {
  return names.size === 1 ? 'class 0 only' : `classes 0 to ${Math.max(...names.keys())}`
}

/** Four numbers are a box (a fifth is a score); six and more in pairs are an outline, unless key points are declared. */
function readEdges(values: readonly number[], keyPoints: boolean): (Edges & { shape: RowShape | null }) | null {
  const [cx = 0, cy = 0, w = 0, h = 0] = values
  if (values.length <= 5 || keyPoints) {
    return { x1: cx - w / 2, y1: cy - h / 2, x2: cx + w / 2, y2: cy + h / 2, shape: null }
  }
  const points = pairs(values)
  const edges = points && boundsOf(points)
  if (!edges) return null
  if (points.length !== 4) return { ...edges, shape: 'outline' }
  const isUpright = points.every(([x, y]) => (x === edges.x1 || x === edges.x2) && (y === edges.y1 || y === edges.y2))
  return { ...edges, shape: isUpright ? null : 'turned' }
}
