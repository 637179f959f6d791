/** The lines of `?`: what is on screen now, in parts, to be read at a glance and found by typing. */
import type { RegisteredAction } from './actions.ts'
import { chordsOf, type KeyChoices } from './bindings.ts'
import { chordCaps, normalChord } from './chord.ts'
import type { Gesture } from './gestures.ts'

export interface KeyLine {
  id: string
  title: string
  /** Each a key with its modifiers; any of them does it. */
  chords: string[][]
  /** Instead of keys: what the mouse does. */
  how?: string
  /** What it is found by beside what is shown. */
  words: string
}

export interface KeyGroup {
  title: string
  lines: KeyLine[]
}

/** Chords that a line shows at most. */
const SHOWN = 3

/**
 * The page's own keys first, part by part, then what the mouse does there, then the frame's keys, then the window's.
 * Actions of a family are one line; one that got other keys in the settings has a line of its own.
 */
export function keyGroups(
  actions: readonly RegisteredAction[],
  gestures: readonly Gesture[],
  choices: KeyChoices,
  mac: boolean,
): KeyGroup[] {
  const scopes = Map.groupBy(actions, ({ scope }) => scope)
  const groups = [...scopes].toReversed().map(([scope, own]) => partsOf(scope, own, choices, mac))
  const mouse = gestures.map(({ title, how }) => ({ id: `mouse.${title}`, title, chords: [], how, words: '' }))
  const [page = [], ...frame] = groups
  return [...page, { title: 'Mouse', lines: mouse }, ...frame.flat()].filter(({ lines }) => lines.length > 0)
}

/** The groups with the lines that speak of all of the words, in their title, their keys or their group's title. */
export function findKeys(groups: readonly KeyGroup[], text: string): KeyGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (group: string, line: KeyLine) => {
    const { title, chords, how = '' } = line
    const all = [group, title, how, line.words, ...chords.flat()].join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  }
  return groups
    .map(({ title, lines }) => ({ title, lines: lines.filter((line) => fits(title, line)) }))
    .filter(({ lines }) => lines.length > 0)
}

function partsOf(scope: string, actions: readonly RegisteredAction[], choices: KeyChoices, mac: boolean): KeyGroup[] {
  const parts = new Map<string, Map<string, KeyLine>>()
  for (const { id, title, keys, part = scope, family } of actions) {
    const chords = chordsOf({ id, keys }, choices)
    if (chords.length === 0) continue
    const lines = parts.get(part) ?? new Map<string, KeyLine>()
    parts.set(part, lines)
    const usual = chords.join() === keys.map(normalChord).join()
    const line = family && usual ? { id: family.title, ...family, keys: [family.keys] } : { id, title, keys: chords }
    const caps = line.keys.slice(0, SHOWN).map((chord) => chordCaps(chord, mac))
    const words = [lines.get(line.id)?.words, title, ...chords, ...line.keys].join(' ')
    lines.set(line.id, { id: line.id, title: line.title, chords: caps, words })
  }
  return [...parts].map(([title, lines]) => ({ title, lines: [...lines.values()] }))
}
