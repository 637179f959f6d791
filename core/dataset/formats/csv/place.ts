/** The numbers that one CSV row gives for its box. */
import { decimal } from '../../numbers.ts'
import { boundsOf, type Point } from '../../shapes.ts'
import type { Columns, Role } from './columns.ts'

type Four = [number, number, number, number]

/** Two corners; a corner and two sides; or a list of four numbers that may be either. */
export type Place = { form: 'corners' | 'sides' | 'list'; numbers: Four } | { empty: true } | { reason: string }

/** What a row says; `empty` when every cell that could is blank. */
export function placeOf(cells: readonly string[], { at }: Columns): Place {
  const written = (role: Role) => (at[role] === undefined ? '' : (cells[at[role]] ?? ''))
  const form = at.x2 === undefined ? 'sides' : 'corners'
  const roles: Role[] = form === 'sides' ? ['x1', 'y1', 'boxWidth', 'boxHeight'] : ['x1', 'y1', 'x2', 'y2']
  if (roles.every((role) => at[role] !== undefined)) {
    if (roles.every((role) => written(role) === '')) return { empty: true }
    const numbers = roles.map((role) => decimal(written(role)))
    if (areFour(numbers)) return { form, numbers }
    const wrong = written(roles[numbers.indexOf(null)] ?? 'x1')
    return { reason: wrong === '' ? 'A coordinate is missing.' : `"${wrong.slice(0, 40)}" is not a number.` }
  }
  return at.box === undefined ? fromOutline(written('outline')) : fromList(written('box'))
}

function areFour(numbers: Array<number | null>): numbers is Four {
  return numbers.length === 4 && numbers.every((number) => number !== null)
}

/** "[1, 2, 3, 4]", with commas or spaces. */
function fromList(written: string): Place {
  if (written === '' || /^(nan|none|null|\[\s*\])$/i.test(written)) return { empty: true }
  const numbers = written
    .replaceAll(/[[\](){}]/g, ' ')
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(decimal)
  return areFour(numbers) ? { form: 'list', numbers } : { reason: `"${written.slice(0, 40)}" is not four numbers.` }
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
  if (edges === null) return { reason: 'The outline has no points.' }
  return { form: 'corners', numbers: [edges.x1, edges.y1, edges.x2, edges.y2] }
}
