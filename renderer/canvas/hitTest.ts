/** What lies under the pointer. All tolerances are screen pixels, so small boxes are as easy to hold as large ones. */
import { area, type ImageBox, type ViewBox } from '../../core/geometry/box.ts'
import { boxToView, type ViewPoint, type ViewTransform } from '../../core/geometry/view.ts'
import { CORNERS, handlePoint, SIDES, type Handle } from './handles.ts'

export interface Pickable extends ImageBox {
  readonly id: number
}

export type Hit =
  | { readonly kind: 'handle'; readonly id: number; readonly handle: Handle }
  | { readonly kind: 'box'; readonly id: number }

/** Reach of the selected box's corners and edges. */
const CORNER_REACH = 9
const EDGE_REACH = 6
/** Reach of edges of boxes that are not selected: smaller, so that they are not changed by accident. */
const HOVER_EDGE_REACH = 4
/** A box is picked as if its sides were at least this long on screen. */
const SMALLEST_TARGET = 12
/** Inside a box narrower than this on screen, its edges reach outwards only: the inside moves it. */
const NARROW = 24

/**
 * The selected box's handles win; then edges of the topmost box under the pointer; then its inside.
 * The selected box also keeps its inside, so that a box picked from under others can be dragged.
 */
export function hitTest(
  boxes: readonly Pickable[],
  selected: number | null,
  at: ViewPoint,
  transform: ViewTransform,
): Hit | null {
  const held = selected === null ? undefined : boxes.find((box) => box.id === selected)
  if (held) {
    const handle = handleAt(boxToView(transform, held), at, CORNER_REACH, EDGE_REACH)
    if (handle) return { kind: 'handle', id: held.id, handle }
  }
  const candidates = pickAll(boxes, at, transform)
  const top = candidates[0]
  if (top === undefined) return null
  if (held && candidates.includes(held)) return { kind: 'box', id: held.id }
  const handle = handleAt(boxToView(transform, top), at, HOVER_EDGE_REACH, HOVER_EDGE_REACH)
  return handle ? { kind: 'handle', id: top.id, handle } : { kind: 'box', id: top.id }
}

/** All boxes under the pointer, smallest first: a small box over a large one can always be picked. */
export function pickAll<B extends Pickable>(boxes: readonly B[], at: ViewPoint, transform: ViewTransform): B[] {
  return boxes.filter((box) => contains(boxToView(transform, box), at)).sort((a, b) => area(a) - area(b) || a.id - b.id)
}

/** The next box of a repeated click on one spot: after the selected one, around to the smallest again. */
export function nextPick(candidates: readonly Pickable[], selected: number | null): number | null {
  const index = candidates.findIndex((box) => box.id === selected)
  return candidates[(index + 1) % Math.max(1, candidates.length)]?.id ?? null
}

/** The handle within reach, corners before edges; null when the pointer is elsewhere. */
function handleAt(box: ViewBox, at: ViewPoint, cornerReach: number, edgeReach: number): Handle | null {
  const inside = at.x > box.x1 && at.x < box.x2 && at.y > box.y1 && at.y < box.y2
  const narrow = Math.min(box.x2 - box.x1, box.y2 - box.y1) < NARROW
  if (inside && narrow) return null
  for (const corner of CORNERS) {
    const point = handlePoint(box, corner)
    if (Math.max(Math.abs(point.x - at.x), Math.abs(point.y - at.y)) <= cornerReach) return corner
  }
  return SIDES.find((side) => distanceToSide(box, side, at) <= edgeReach) ?? null
}

function distanceToSide(box: ViewBox, side: Handle, at: ViewPoint): number {
  const along = side === 'n' || side === 's' ? at.x >= box.x1 && at.x <= box.x2 : at.y >= box.y1 && at.y <= box.y2
  if (!along) return Infinity
  const point = handlePoint(box, side)
  return side === 'n' || side === 's' ? Math.abs(point.y - at.y) : Math.abs(point.x - at.x)
}

function contains(box: ViewBox, at: ViewPoint): boolean {
  const across = Math.max(HOVER_EDGE_REACH, (SMALLEST_TARGET - (box.x2 - box.x1)) / 2)
  const down = Math.max(HOVER_EDGE_REACH, (SMALLEST_TARGET - (box.y2 - box.y1)) / 2)
  return at.x >= box.x1 - across && at.x <= box.x2 + across && at.y >= box.y1 - down && at.y <= box.y2 + down
}
