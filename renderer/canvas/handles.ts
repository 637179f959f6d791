/** The eight handles of a box: where they are on screen, and what dragging one does to the box. */
import { ordered, type ImageBox, type ViewBox } from '../../core/geometry/box.ts'
import { viewPoint, type Point, type Size, type ViewPoint } from '../../core/geometry/view.ts'

export type Handle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w'

export const CORNERS: readonly Handle[] = ['nw', 'ne', 'se', 'sw']
export const SIDES: readonly Handle[] = ['n', 'e', 's', 'w']

/** The shortest side that an edit leaves: a box without area cannot be trained on or seen. */
const SHORTEST_SIDE = 1

const CURSORS: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
}

export function handleCursor(handle: Handle): string {
  return CURSORS[handle]
}

export function handlePoint(box: ViewBox, handle: Handle): ViewPoint {
  const x = handle.includes('w') ? box.x1 : handle.includes('e') ? box.x2 : (box.x1 + box.x2) / 2
  const y = handle.includes('n') ? box.y1 : handle.includes('s') ? box.y2 : (box.y1 + box.y2) / 2
  return viewPoint(x, y)
}

/**
 * The box after a handle was dragged by `delta` image pixels. Dragging past the opposite edge turns the box over;
 * edges that the handle does not hold keep their exact numbers.
 */
export function dragHandle(box: ImageBox, handle: Handle, delta: Point, image: Size): ImageBox {
  const across = (value: number) => tidy(Math.min(Math.max(value, 0), image.width))
  const down = (value: number) => tidy(Math.min(Math.max(value, 0), image.height))
  const moved = ordered({
    x1: handle.includes('w') ? across(box.x1 + delta.x) : box.x1,
    x2: handle.includes('e') ? across(box.x2 + delta.x) : box.x2,
    y1: handle.includes('n') ? down(box.y1 + delta.y) : box.y1,
    y2: handle.includes('s') ? down(box.y2 + delta.y) : box.y2,
  })
  return withArea(moved, image)
}

/** The box moved by `delta` image pixels, stopped at the image's border; its size stays exactly the same. */
export function moveBox(box: ImageBox, delta: Point, image: Size): ImageBox {
  const dx = tidy(limitShift(delta.x, box.x1, box.x2, image.width))
  const dy = tidy(limitShift(delta.y, box.y1, box.y2, image.height))
  return { x1: box.x1 + dx, y1: box.y1 + dy, x2: box.x2 + dx, y2: box.y2 + dy }
}

/** The box between two points in any order, inside the image. */
export function boxBetween(from: Point, to: Point, image: Size): ImageBox {
  const across = (value: number) => tidy(Math.min(Math.max(value, 0), image.width))
  const down = (value: number) => tidy(Math.min(Math.max(value, 0), image.height))
  return ordered({ x1: across(from.x), y1: down(from.y), x2: across(to.x), y2: down(to.y) })
}

/** Gives a box its shortest side, growing towards where there is room. */
export function withArea(box: ImageBox, image: Size): ImageBox {
  const [x1, x2] = stretched(box.x1, box.x2, image.width)
  const [y1, y2] = stretched(box.y1, box.y2, image.height)
  return { x1, y1, x2, y2 }
}

function stretched(from: number, to: number, limit: number): [number, number] {
  if (to - from >= SHORTEST_SIDE) return [from, to]
  const start = Math.max(0, Math.min(from, limit - SHORTEST_SIDE))
  return [start, start + SHORTEST_SIDE]
}

/** A box that already reaches outside (an import) may come back in, but goes no further out. */
function limitShift(shift: number, from: number, to: number, limit: number): number {
  return Math.min(Math.max(shift, Math.min(0, -from)), Math.max(0, limit - to))
}

/** Hundredths of a pixel: finer than any hand, and files stay readable. */
function tidy(value: number): number {
  return Math.round(value * 100) / 100
}
