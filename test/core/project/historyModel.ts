/** A project as plain values, and random changes to it: what the database is compared with. */
import * as fc from 'fast-check'
import type { ImageState, Split } from '../../../core/project/types.ts'

export interface ModelBox {
  classId: number
  x1: number
  x2: number
  note: string
}
export interface ModelImage {
  path: string
  state: ImageState
  split: Split | null
  boxes: Record<number, ModelBox>
}
export interface Model {
  classes: Record<number, { name: string; position: number }>
  images: Record<number, ModelImage>
}

/** `pick` chooses among what there is, so that every random number means something. */
export type Operation =
  | { kind: 'import'; images: number; boxesEach: number }
  | { kind: 'draw'; pick: number; class: number; boxes: Array<{ x1: number; side: number }> }
  | { kind: 'move'; pick: number; box: number; x1: number; side: number; note: string }
  | { kind: 'erase'; pick: number; box: number }
  | { kind: 'mark'; picks: number[]; state: ImageState }
  | { kind: 'split'; picks: number[]; split: Split | null }
  | { kind: 'discard'; picks: number[] }
  | { kind: 'add class' }
  | { kind: 'rename class'; class: number }
  | { kind: 'merge'; from: number; into: number }
  | { kind: 'remove class'; class: number }
  | { kind: 'reorder'; class: number }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'reopen' }

const pick = fc.nat(1000)
const picks = fc.array(pick, { minLength: 1, maxLength: 4 })
const x1 = fc.integer({ min: 0, max: 500 })
const side = fc.integer({ min: 1, max: 100 })

const change: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('import'), images: fc.integer({ min: 1, max: 4 }), boxesEach: fc.nat(3) }),
  fc.record({
    kind: fc.constant('draw'),
    pick,
    class: pick,
    boxes: fc.array(fc.record({ x1, side }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('move'), pick, box: pick, x1, side, note: fc.string({ maxLength: 5 }) }),
  fc.record({ kind: fc.constant('erase'), pick, box: pick }),
  fc.record({ kind: fc.constant('mark'), picks, state: fc.constantFrom('new', 'in-progress', 'done', 'empty') }),
  fc.record({ kind: fc.constant('split'), picks, split: fc.constantFrom('train', 'val', 'test', null) }),
  fc.record({ kind: fc.constant('discard'), picks }),
  fc.record({ kind: fc.constant('add class') }),
  fc.record({ kind: fc.constant('rename class'), class: pick }),
  fc.record({ kind: fc.constant('merge'), from: pick, into: pick }),
  fc.record({ kind: fc.constant('remove class'), class: pick }),
  fc.record({ kind: fc.constant('reorder'), class: pick }),
) as fc.Arbitrary<Operation>

const step: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Operation>({ kind: 'undo' }) },
  { weight: 3, arbitrary: fc.constant<Operation>({ kind: 'redo' }) },
  { weight: 1, arbitrary: fc.constant<Operation>({ kind: 'reopen' }) },
)

/** Sequences of changes, undos, redos and restarts. */
export const operations = fc.array(fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: step }), {
  minLength: 5,
  maxLength: 60,
})

/** The chosen key of a record, or null when it is empty. */
export function chosen(record: Record<number, unknown>, pick: number): number | null {
  const keys = Object.keys(record).map(Number)
  return keys[pick % Math.max(1, keys.length)] ?? null
}

export function chosenSome(record: Record<number, unknown>, picks: number[]): number[] {
  const keys = picks.map((pick) => chosen(record, pick)).filter((key) => key !== null)
  return [...new Set(keys)]
}
