import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewPoint } from '../../../core/geometry/view.ts'
import {
  IDLE,
  preview,
  step,
  type Outcome,
  type Surroundings,
  type ToolEvent,
  type ToolState,
} from '../../../renderer/canvas/pointerTool.ts'

const around: Surroundings = {
  boxes: [
    { id: 1, x1: 100, y1: 100, x2: 300, y2: 300 },
    { id: 2, x1: 150, y1: 150, x2: 200, y2: 200 },
  ],
  selected: null,
  transform: { scale: 1, offsetX: 0, offsetY: 0 },
  image: { width: 640, height: 480 },
  drawMode: false,
  locked: false,
}
const down = (x: number, y: number): ToolEvent => ({ kind: 'down', at: viewPoint(x, y), button: 'main' })
const move = (x: number, y: number, square = false): ToolEvent => ({ kind: 'move', at: viewPoint(x, y), square })
const up = (x: number, y: number): ToolEvent => ({ kind: 'up', at: viewPoint(x, y) })

/** Feeds events, applying selections as the page does. */
function play(events: ToolEvent[], start: Partial<Surroundings> = {}, from: ToolState = IDLE) {
  let state = from
  let surroundings: Surroundings = { ...around, ...start }
  const outcomes: Outcome[] = []
  for (const event of events) {
    const result = step(state, event, surroundings)
    state = result.state
    if (!result.outcome) continue
    outcomes.push(result.outcome)
    if (result.outcome.kind === 'select') surroundings = { ...surroundings, selected: result.outcome.id }
  }
  return { state, outcomes }
}

describe('pointer tool', () => {
  it('draws by dragging on empty ground, in any direction, as one change', () => {
    const { outcomes, state } = play([down(600, 400), move(550, 350), move(500, 320), up(500, 320)])
    expect(outcomes).toEqual([{ kind: 'add', box: { x1: 500, y1: 320, x2: 600, y2: 400 } }])
    expect(state.kind).toBe('idle')
  })

  it('draws by two clicks in draw mode, over boxes that are inert', () => {
    const { outcomes } = play(
      [down(120, 120), up(120, 120), move(180, 190), move(260, 280), down(260, 280), up(260, 280)],
      { drawMode: true },
    )
    expect(outcomes).toEqual([{ kind: 'add', box: { x1: 120, y1: 120, x2: 260, y2: 280 } }])
  })

  it('draws squares while Shift is held', () => {
    const { outcomes } = play([down(400, 400), move(450, 420, true), up(450, 420)])
    expect(outcomes).toEqual([{ kind: 'add', box: { x1: 400, y1: 400, x2: 450, y2: 450 } }])
  })

  it('selects by a click and goes on to the box below on the same spot', () => {
    const { outcomes } = play([
      down(175, 175),
      up(175, 175),
      down(176, 175),
      up(176, 175),
      down(175, 176),
      up(175, 176),
    ])
    expect(outcomes.map((outcome) => outcome.kind === 'select' && outcome.id)).toEqual([2, 1, 2])
  })

  it('does not move a box by a shaky click', () => {
    const { outcomes } = play([down(175, 175), move(176, 176), up(176, 176)])
    expect(outcomes).toEqual([{ kind: 'select', id: 2 }])
  })

  it('moves and resizes with one change at the end', () => {
    expect(play([down(250, 250), move(255, 250), move(260, 270), up(260, 270)]).outcomes).toEqual([
      { kind: 'change', id: 1, title: 'Move box', box: { x1: 110, y1: 120, x2: 310, y2: 320 } },
    ])
    expect(play([down(300, 200), move(320, 230), up(320, 230)], { selected: 1 }).outcomes).toEqual([
      { kind: 'change', id: 1, title: 'Resize box', box: { x1: 100, y1: 100, x2: 320, y2: 300 } },
    ])
  })

  it('moves the selected box even when a smaller one lies under the pointer', () => {
    const { outcomes } = play([down(175, 175), move(185, 175), up(185, 175)], { selected: 1 })
    expect(outcomes).toMatchObject([{ kind: 'change', id: 1 }])
  })

  it('takes everything back on cancel', () => {
    const { outcomes, state } = play([down(250, 250), move(290, 290), { kind: 'cancel' }, up(290, 290)])
    expect(outcomes).toEqual([])
    expect(state).toEqual(IDLE)
  })

  it('pans in the middle of a two-click drawing and goes on drawing', () => {
    const events: ToolEvent[] = [
      down(10, 10),
      up(10, 10),
      { kind: 'down', at: viewPoint(50, 50), button: 'pan' },
      move(60, 55),
      up(60, 55),
    ]
    const { outcomes, state } = play(events, { drawMode: true })
    expect(outcomes).toEqual([{ kind: 'pan', dx: 10, dy: 5 }])
    expect(state).toMatchObject({ kind: 'drawing', phase: 'follow' })
  })

  it('changes nothing while locked, but still selects', () => {
    expect(play([down(250, 250), move(280, 280), up(280, 280)], { locked: true }).outcomes).toEqual([
      { kind: 'select', id: 1 },
    ])
  })

  it('drops boxes that are a slip of the hand', () => {
    expect(play([down(400, 400), move(405, 401), up(405, 401)]).outcomes).toEqual([])
  })

  it('gives at most one change a gesture and always a valid box, for any sequence of events', () => {
    const at = fc.tuple(fc.integer({ min: -50, max: 700 }), fc.integer({ min: -50, max: 520 }))
    const event: fc.Arbitrary<ToolEvent> = fc.oneof(
      at.map(([x, y]) => down(x, y)),
      at.map(([x, y]) => move(x, y)),
      at.map(([x, y]) => up(x, y)),
      at.map(([x, y]): ToolEvent => ({ kind: 'down', at: viewPoint(x, y), button: 'pan' })),
      fc.constant<ToolEvent>({ kind: 'cancel' }),
      fc.constant<ToolEvent>({ kind: 'leave' }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.boolean(), fc.boolean(), (events, drawMode, locked) => {
        const { outcomes, state } = play(events, { drawMode, locked })
        const ends = events.filter(({ kind }) => kind === 'up' || kind === 'down').length
        expect(outcomes.filter(({ kind }) => kind === 'add' || kind === 'change').length).toBeLessThanOrEqual(ends)
        for (const outcome of outcomes) {
          if (outcome.kind !== 'add' && outcome.kind !== 'change') continue
          expect(locked).toBe(false)
          expect(outcome.box.x2 - outcome.box.x1).toBeGreaterThanOrEqual(1 - 1e-9)
          expect(outcome.box.y2 - outcome.box.y1).toBeGreaterThanOrEqual(1 - 1e-9)
          expect(outcome.box.x2).toBeLessThanOrEqual(640.01)
        }
        const shown = preview(state, around.image)
        expect(shown === null || Number.isFinite(shown.box.x1)).toBe(true)
      }),
    )
  })
})
