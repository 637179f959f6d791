/** Where the box of one CSV row is. */
import type { Edges } from '../../../geometry/box.ts'
import { decimal } from '../../numbers.ts'
import { boundsOf, type Point } from '../../shapes.ts'
import type { Columns, Role } from './columns.ts'

export type Place = { edges: Edges } | { empty: true } | { reason: string }

/** The box that a row gives; `empty` when every cell that could is blank. */
export function placeOf(cells: readonly string[], { at }: Columns): Place {
  const written = (role: Role) => (at[role] === undefined ? '' : (cells[at[role]] ?? ''))
  const sides: Role[] = at.x2 === undefined ? ['x1', 'y1', 'boxWidth', 'boxHeight'] : ['x1', 'y1', 'x2', 'y2']
  if (sides.every((role) => at[role] !== undefined)) {
    if (sides.every((role) => written(role) === '')) return { empty: true }
    const numbers = sides.map((role) => decimal(written(role)))
    const [a, b, c, d] = numbers
    if (a == null || b == null || c == null || d == null) {
      const wrong = sides[numbers.indexOf(null)] ?? 'x1'
      return {
        reason:
          written(wrong) === '' ? 'A coordinate is missing.' : `"${written(wrong).slice(0, 40)}" is not a number.`,
      }
    }
    return { edges: at.x2 === undefined ? { x1: a, y1: b, x2: a + c, y2: b + d } : { x1: a, y1: b, x2: c, y2: d } }
  }
  if (at.box !== undefined) return fromList(written('box'))
  return fromOutline(written('outline'))
}

/** "[x1, y1, x2, y2]", with commas or spaces. */
function fromList(written: string): Place {
  if (written === '') return { empty: true }
  const numbers = written
    .replaceAll(/[[\]()]/g, ' ')
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(decimal)
  const [x1, y1, x2, y2] = numbers
  if (numbers.length !== 4 || x1 == null || y1 == null || x2 == null || y2 == null) {
    return { reason: `"${written.slice(0, 40)}" is not four numbers.` }
  }
  return { edges: { x1, y1, x2, y2 } }
}

/** Well-known text: "POLYGON ((788 714.5, 775 714.5, …))". */
function fromOutline(written: string): Place {
  if (written === '' || /EMPTY\s*$/i.test(written)) return { empty: true }
  if (/^\s*(MULTI)?POINT/i.test(written)) return { reason: 'A point is not a box.' }
  const points: Point[] = []
  for (const pair of written.replaceAll(/[a-z()]/gi, ' ').split(',')) {
    const [x, y] = pair.trim().split(/\s+/).map(decimal)
    if (x == null || y == null) return { reason: 'The outline is not a list of points.' }
    points.push([x, y])
  }
  const edges = boundsOf(points)
  return edges ? { edges } : { reason: 'The outline has no points.' }
}
