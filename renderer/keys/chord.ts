/**
 * Chords: one key with its modifiers, written 'Ctrl+Shift+Z', 'Delete', '?'. Ctrl stands for Command on a Mac. Signs
 * ('?', '[') are named by what they type, so that they work on any layout; letters by the letter.
 */
const MODIFIERS = ['Ctrl', 'Alt', 'Shift'] as const

const NAMES: Record<string, string> = {
  ' ': 'Space',
  Spacebar: 'Space',
  Esc: 'Escape',
  Del: 'Delete',
  Return: 'Enter',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
}

/** What a key event offers; the browser's KeyboardEvent fits. */
export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  getModifierState?(name: string): boolean
}

/** The chord of a key event; null while only modifiers are down or an input method is composing. */
export function chordOf(event: KeyPress, mac: boolean): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process', 'Unidentified'].includes(event.key))
    return null
  const altGraph = event.getModifierState?.('AltGraph') === true
  const control = (mac ? event.metaKey : event.ctrlKey) && !altGraph
  const alt = event.altKey && !altGraph
  const key = keyName(event, alt)
  const parts: string[] = []
  if (control) parts.push('Ctrl')
  if (alt) parts.push('Alt')
  if (event.shiftKey && (key.length > 1 || isLetterOrDigit(key))) parts.push('Shift')
  return [...parts, key].join('+')
}

/** The same chord in its one spelling: modifiers in order, known names, letters in capitals. */
export function normalChord(text: string): string {
  const plus = text.endsWith('++') || text === '+'
  const parts = (plus ? text.slice(0, -1) : text).split('+').filter((part) => part !== '')
  const last = plus ? '+' : (parts.pop() ?? '')
  const key = NAMES[last] ?? (last.length === 1 ? last.toUpperCase() : last)
  return [...MODIFIERS.filter((modifier) => parts.includes(modifier)), key].join('+')
}

/** The parts of a chord as people read them on their machine: ['⌘', 'Z'] or ['Ctrl', 'Z']. */
export function chordCaps(chord: string, mac: boolean): string[] {
  const parts = normalChord(chord).split(/\+(?=.)/)
  const caps: Record<string, string> = {
    Left: '←',
    Right: '→',
    Up: '↑',
    Down: '↓',
    Arrows: '← ↑ ↓ →',
    Escape: 'Esc',
    ...(mac ? { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↵', Backspace: '⌫' } : {}),
  }
  return parts.map((part) => caps[part] ?? part)
}

/** With Alt held a Mac types other signs, and layouts without Latin letters type none: there the key's place decides. */
function keyName(event: KeyPress, alt: boolean): string {
  const place = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code)?.[1]
  const known = NAMES[event.key]
  if (known) return known
  if (event.key.length > 1) return event.key
  if (place !== undefined && (alt || event.key.charCodeAt(0) > 127)) return place
  return event.key.toUpperCase()
}

function isLetterOrDigit(key: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(key)
}
