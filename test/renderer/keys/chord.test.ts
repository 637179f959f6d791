import { describe, expect, it } from 'vitest'
import { chordCaps, chordOf, normalChord, type KeyPress } from '../../../renderer/keys/chord.ts'

function press(key: string, part: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...part }
}

describe('chordOf', () => {
  it.each([
    [press('z', { ctrlKey: true }), 'Ctrl+Z'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z'],
    [press('?', { shiftKey: true }), '?'],
    [press('ArrowLeft', { shiftKey: true }), 'Shift+Left'],
    [press(' '), 'Space'],
    [press('0', { ctrlKey: true }), 'Ctrl+0'],
    [press('w'), 'W'],
    [press('W', { shiftKey: true }), 'Shift+W'],
    [press('+'), '+'],
  ])('names %o %s', (event, chord) => expect(chordOf(event, false)).toBe(chord))

  it('takes Command for Ctrl on a Mac', () => {
    expect(chordOf(press('z', { metaKey: true }), true)).toBe('Ctrl+Z')
    expect(chordOf(press('z', { ctrlKey: true }), true)).toBe('Z')
  })

  it('goes by the place of the key on layouts without Latin letters, and with Alt', () => {
    expect(chordOf(press('я', { code: 'KeyZ', ctrlKey: true }), false)).toBe('Ctrl+Z')
    expect(chordOf(press('¡', { code: 'Digit1', altKey: true }), true)).toBe('Alt+1')
  })

  it('does not take AltGr for Ctrl and Alt', () => {
    const bracket = press('[', { ctrlKey: true, altKey: true, getModifierState: (name) => name === 'AltGraph' })
    expect(chordOf(bracket, false)).toBe('[')
  })

  it('is silent for modifiers alone and while composing', () => {
    expect(chordOf(press('Shift', { shiftKey: true }), false)).toBeNull()
    expect(chordOf(press('Process'), false)).toBeNull()
  })
})

describe('normalChord', () => {
  it.each([
    ['Shift+Ctrl+z', 'Ctrl+Shift+Z'],
    ['Esc', 'Escape'],
    ['Ctrl++', 'Ctrl++'],
    ['+', '+'],
    ['ArrowUp', 'Up'],
  ])('%s is %s', (text, chord) => expect(normalChord(text)).toBe(chord))
})

describe('chordCaps', () => {
  it('shows what the keyboard shows', () => {
    expect(chordCaps('Ctrl+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(chordCaps('Ctrl+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(chordCaps('Ctrl++', false)).toEqual(['Ctrl', '+'])
    expect(chordCaps('Left', false)).toEqual(['←'])
  })
})
