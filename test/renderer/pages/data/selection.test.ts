import { describe, expect, it } from 'vitest'
import { choose, chooseAll, keepListed, move, NOTHING } from '../../../../renderer/pages/data/selection.ts'

const list = [10, 20, 30, 40, 50]
const click = { toggle: false, range: false }

describe('selection', () => {
  it('a click selects one', () => {
    const one = choose(chooseAll(NOTHING, list), list, 2, click)
    expect([...one.ids]).toEqual([30])
    expect(one.focus).toBe(30)
  })

  it('Ctrl+click adds and takes away', () => {
    const two = choose(choose(NOTHING, list, 0, click), list, 3, { toggle: true, range: false })
    expect([...two.ids]).toEqual([10, 40])
    expect([...choose(two, list, 0, { toggle: true, range: false }).ids]).toEqual([40])
  })

  it('Shift+click selects from the anchor, in both directions, and keeps the anchor', () => {
    const start = choose(NOTHING, list, 2, click)
    const down = choose(start, list, 4, { toggle: false, range: true })
    expect([...down.ids]).toEqual([30, 40, 50])
    const up = choose(down, list, 0, { toggle: false, range: true })
    expect([...up.ids].sort()).toEqual([10, 20, 30])
  })

  it('arrows move the focus and stop at the ends; with Shift they select', () => {
    const first = move(NOTHING, list, 1, false)
    expect(first.focus).toBe(10)
    expect(move(first, list, -3, false).focus).toBe(10)
    expect(move(first, list, 9, false).focus).toBe(50)
    expect([...move(first, list, 2, true).ids]).toEqual([10, 20, 30])
  })

  it('forgets what is no longer listed', () => {
    const all = chooseAll(NOTHING, list)
    expect([...keepListed(all, [20, 60]).ids]).toEqual([20])
    expect(keepListed(all, [20]).anchor).toBeNull()
    expect(keepListed(NOTHING, [20])).toBe(NOTHING)
  })

  it('ignores positions outside the list', () => expect(choose(NOTHING, list, 9, click)).toBe(NOTHING))
})
