import { describe, expect, it } from 'vitest'
import { actionFor, chordsOf, readChoices } from '../../../renderer/keys/bindings.ts'

const older = { id: 'a', title: 'A', keys: ['Delete', 'Backspace'], run: () => undefined }
const newer = { id: 'b', title: 'B', keys: ['Delete'], when: () => open, run: () => undefined }
let open = true

describe('actionFor', () => {
  it('prefers the newer action whose condition holds', () => {
    open = true
    expect(actionFor('Delete', [older, newer], {})?.id).toBe('b')
    open = false
    expect(actionFor('Delete', [older, newer], {})?.id).toBe('a')
  })

  it("takes the person's choice over the default", () => {
    expect(actionFor('Backspace', [older], { a: ['ctrl+x'] })).toBeUndefined()
    expect(chordsOf(older, { a: ['Shift+Ctrl+x'] })).toEqual(['Ctrl+Shift+X'])
    expect(chordsOf(older, { a: [] })).toEqual([])
  })
})

describe('readChoices', () => {
  it('drops what is not a list of chords', () => {
    expect(readChoices({ a: ['W'], b: 'W', c: [1] })).toEqual({ a: ['W'] })
    expect(readChoices(null)).toEqual({})
    expect(readChoices('text')).toEqual({})
  })
})
