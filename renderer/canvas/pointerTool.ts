/**
 * What the pointer does on the canvas, as a state machine: (state, event, surroundings) -> (state, outcome). It knows
 * neither Vue nor the DOM. While a gesture lasts, only the state changes (a preview); its end gives one outcome, so
 * that a whole drag is one change and one step of undo.
 */
import { height, width, type ImageBox } from '../../core/geometry/box.ts'
import {
  pointToImage,
  type ImagePoint,
  type Size,
  type ViewPoint,
  type ViewTransform,
} from '../../core/geometry/view.ts'
import { boxBetween, dragHandle, moveBox, withArea, type Handle } from './handles.ts'
import { hitTest, nextPick, pickAll, type Hit, type Pickable } from './hitTest.ts'

/** The pointer must travel this many screen pixels before a press becomes a drag: a shaky click moves nothing. */
const DRAG_THRESHOLD = 3
/** Clicks this near to each other count as repeated on one spot. */
const SAME_SPOT = 4

interface Idle {
  readonly kind: 'idle'
  readonly hover: Hit | null
  /** Where the last click selected something: the next one there goes on to the box below. */
  readonly clicked: ViewPoint | null
}
interface Pressed {
  readonly kind: 'pressed'
  readonly at: ViewPoint
  readonly hit: Hit | null
  readonly clicked: ViewPoint | null
}
interface Drawing {
  readonly kind: 'drawing'
  readonly pressedAt: ViewPoint
  readonly from: ImagePoint
  readonly to: ImagePoint
  /** 'press': the button is down; 'follow': it was clicked once and the second click ends the box. */
  readonly phase: 'press' | 'follow'
}
interface Moving {
  readonly kind: 'moving'
  readonly id: number
  readonly original: ImageBox
  readonly from: ImagePoint
  readonly box: ImageBox
}
interface Resizing extends Omit<Moving, 'kind'> {
  readonly kind: 'resizing'
  readonly handle: Handle
}
interface Panning {
  readonly kind: 'panning'
  readonly last: ViewPoint
  readonly resume: Idle | Drawing
}

export type ToolState = Idle | Pressed | Drawing | Moving | Resizing | Panning

export type ToolEvent =
  | { readonly kind: 'down'; readonly at: ViewPoint; readonly button: 'main' | 'pan' }
  | { readonly kind: 'move'; readonly at: ViewPoint; readonly square?: boolean }
  | { readonly kind: 'up'; readonly at: ViewPoint }
  | { readonly kind: 'leave' }
  | { readonly kind: 'cancel' }

export type Outcome =
  | { readonly kind: 'add'; readonly box: ImageBox }
  | { readonly kind: 'change'; readonly id: number; readonly box: ImageBox; readonly title: 'Move box' | 'Resize box' }
  | { readonly kind: 'select'; readonly id: number | null }
  | { readonly kind: 'pan'; readonly dx: number; readonly dy: number }

export interface Surroundings {
  /** The boxes that can be touched: hidden ones are left out. */
  readonly boxes: readonly Pickable[]
  readonly selected: number | null
  readonly transform: ViewTransform
  readonly image: Size
  /** Sticky drawing: every press starts a box, boxes under it are inert. */
  readonly drawMode: boolean
  /** Nothing can be drawn, moved or resized. */
  readonly locked: boolean
}

export interface Step {
  readonly state: ToolState
  readonly outcome?: Outcome
}

export const IDLE: Idle = { kind: 'idle', hover: null, clicked: null }

/** One step of the machine; never changes its arguments. */
export function step(state: ToolState, event: ToolEvent, around: Surroundings): Step {
  switch (event.kind) {
    case 'down':
      return down(state, event.at, event.button, around)
    case 'move':
      return { ...move(state, event.at, event.square === true, around) }
    case 'up':
      return up(state, event.at, around)
    case 'leave':
      return { state: state.kind === 'idle' ? { ...state, hover: null } : state }
    case 'cancel':
      return { state: state.kind === 'panning' ? state.resume : IDLE }
  }
}

/** The box being drawn, moved or resized as it stands now; `id` is null for a new one. */
export function preview(state: ToolState, image: Size): { id: number | null; box: ImageBox } | null {
  const shown = state.kind === 'panning' ? state.resume : state
  if (shown.kind === 'drawing') return { id: null, box: boxBetween(shown.from, shown.to, image) }
  if (shown.kind === 'moving' || shown.kind === 'resizing') return { id: shown.id, box: shown.box }
  return null
}

function down(state: ToolState, at: ViewPoint, button: 'main' | 'pan', around: Surroundings): Step {
  if (button === 'pan') {
    return state.kind === 'idle' || state.kind === 'drawing'
      ? { state: { kind: 'panning', last: at, resume: state } }
      : { state }
  }
  if (state.kind === 'drawing') return finishDrawing({ ...state, to: toImage(at, around) }, around)
  if (state.kind !== 'idle') return { state }
  if (around.drawMode && !around.locked) return { state: startDrawing(at, around) }
  const hit = hitTest(around.boxes, around.selected, at, around.transform)
  return { state: { kind: 'pressed', at, hit, clicked: state.clicked } }
}

function move(state: ToolState, at: ViewPoint, square: boolean, around: Surroundings): Step {
  switch (state.kind) {
    case 'idle': {
      const inert = around.drawMode && !around.locked
      const hover = inert ? null : hitTest(around.boxes, around.selected, at, around.transform)
      return { state: { ...state, hover } }
    }
    case 'pressed':
      return dragged(state.at, at) && !around.locked ? move(startDrag(state, around), at, square, around) : { state }
    case 'drawing': {
      const to = toImage(at, around)
      return { state: { ...state, to: square ? squareCorner(state.from, to) : to } }
    }
    case 'moving':
      return { state: { ...state, box: moveBox(state.original, travelled(state, at, around), around.image) } }
    case 'resizing': {
      const box = dragHandle(state.original, state.handle, travelled(state, at, around), around.image)
      return { state: { ...state, box } }
    }
    case 'panning': {
      const outcome: Outcome = { kind: 'pan', dx: at.x - state.last.x, dy: at.y - state.last.y }
      return { state: { ...state, last: at }, outcome }
    }
  }
}

function up(state: ToolState, at: ViewPoint, around: Surroundings): Step {
  switch (state.kind) {
    case 'idle':
      return { state }
    case 'pressed':
      return click(state, around)
    case 'drawing':
      if (state.phase === 'press' && !dragged(state.pressedAt, at) && around.drawMode) {
        return { state: { ...state, phase: 'follow' } }
      }
      return state.phase === 'press' ? finishDrawing(state, around) : { state }
    case 'moving':
    case 'resizing': {
      const { id, box, original } = state
      const same = box.x1 === original.x1 && box.y1 === original.y1 && box.x2 === original.x2 && box.y2 === original.y2
      if (same) return { state: IDLE }
      return {
        state: IDLE,
        outcome: { kind: 'change', id, box, title: state.kind === 'moving' ? 'Move box' : 'Resize box' },
      }
    }
    case 'panning':
      return { state: state.resume }
  }
}

function click(state: Pressed, around: Surroundings): Step {
  const candidates = pickAll(around.boxes, state.at, around.transform)
  const repeated = state.clicked !== null && distance(state.clicked, state.at) <= SAME_SPOT
  const id = repeated ? nextPick(candidates, around.selected) : (candidates[0]?.id ?? null)
  return { state: { kind: 'idle', hover: state.hit, clicked: state.at }, outcome: { kind: 'select', id } }
}

function startDrag(state: Pressed, around: Surroundings): Drawing | Moving | Resizing {
  const { hit } = state
  const touched = hit && around.boxes.find((box) => box.id === hit.id)
  if (!hit || !touched) return startDrawing(state.at, around)
  const original = { x1: touched.x1, y1: touched.y1, x2: touched.x2, y2: touched.y2 }
  const common = { id: hit.id, original, from: toImage(state.at, around), box: original }
  return hit.kind === 'handle' ? { kind: 'resizing', handle: hit.handle, ...common } : { kind: 'moving', ...common }
}

function startDrawing(at: ViewPoint, around: Surroundings): Drawing {
  const from = toImage(at, around)
  return { kind: 'drawing', pressedAt: at, from, to: from, phase: 'press' }
}

/** A box too small to have been meant (a slip of the hand) is dropped. */
function finishDrawing(state: Drawing, around: Surroundings): Step {
  const box = boxBetween(state.from, state.to, around.image)
  const smallest = DRAG_THRESHOLD / around.transform.scale
  if (width(box) < smallest || height(box) < smallest) return { state: IDLE }
  return { state: IDLE, outcome: { kind: 'add', box: withArea(box, around.image) } }
}

function squareCorner(from: ImagePoint, to: ImagePoint): ImagePoint {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  return {
    ...to,
    x: from.x + side * Math.sign(to.x - from.x || 1),
    y: from.y + side * Math.sign(to.y - from.y || 1),
  }
}

function travelled(state: Moving | Resizing, at: ViewPoint, around: Surroundings) {
  const now = toImage(at, around)
  return { x: now.x - state.from.x, y: now.y - state.from.y }
}

function toImage(at: ViewPoint, around: Surroundings): ImagePoint {
  return pointToImage(around.transform, at)
}

function distance(a: ViewPoint, b: ViewPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

function dragged(from: ViewPoint, to: ViewPoint): boolean {
  return distance(from, to) >= DRAG_THRESHOLD
}
