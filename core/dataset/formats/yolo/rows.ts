/** The rows of one YOLO label file: class, centre x, centre y, width, height, as fractions of the image's sides. */
import { noFlags, type AnnotatedBox } from '../../annotations.ts'
import type { Problems } from '../../problems.ts'
import { lines } from '../../source.ts'
import type { YoloNames } from './names.ts'

/** Boxes a little outside exist; a fraction beyond this is a file in pixels. */
const LARGEST_FRACTION = 2

/** Do the first lines look like rows, or is the file empty? Null means empty. */
export function looksLikeRows(text: string): boolean | null {
  for (const { line } of lines(text)) return /^\d+(\.0*)?(\s+[-+]?[\d.]+(e[-+]?\d+)?){4,}$/i.test(line)
  return null
}

/** Reads the rows; what cannot be used is named in `problems` with its line. */
export function readRows(label: string, text: string, names: YoloNames, problems: Problems): AnnotatedBox[] {
  const boxes: AnnotatedBox[] = []
  let outlines = 0
  for (const { line, number } of lines(text)) {
    const field = `line ${number}`
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
      if (edges.outline) outlines++
      const { x1, y1, x2, y2 } = edges
      const className = names.names.get(index) ?? `class ${index}`
      boxes.push({ x1, y1, x2, y2, className, field, ...noFlags, attributes: {}, note: '' })
    }
  }
  if (outlines > 0) {
    const rows = outlines === 1 ? 'One row is an outline' : `${outlines} rows are outlines`
    problems.warn(label, null, `${rows} of more than two points: the box around it was taken.`)
  }
  return boxes
}

function describe({ names }: YoloNames): string {
  return names.size === 1 ? 'class 0 only' : `classes 0 to ${Math.max(...names.keys())}`
}

/** Four numbers are a box (a fifth is a score); six and more in pairs are an outline, unless key points are declared. */
function readEdges(values: readonly number[], keyPoints: boolean) {
  const [cx = 0, cy = 0, w = 0, h = 0] = values
  if (values.length <= 5 || keyPoints) {
    return { x1: cx - w / 2, y1: cy - h / 2, x2: cx + w / 2, y2: cy + h / 2, outline: false }
  }
  if (values.length % 2 === 1) return null
  const xs = values.filter((_, position) => position % 2 === 0)
  const ys = values.filter((_, position) => position % 2 === 1)
  const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b))
  const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b))
  return { x1: least(xs), y1: least(ys), x2: most(xs), y2: most(ys), outline: true }
}
