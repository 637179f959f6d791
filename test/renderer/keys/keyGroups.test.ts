import { describe, expect, it } from 'vitest'
import type { RegisteredAction } from '../../../renderer/keys/actions.ts'
import { findKeys, keyGroups } from '../../../renderer/keys/keyGroups.ts'

const action = (scope: string, title: string, keys: string[], more: Partial<RegisteredAction> = {}) => ({
  id: title,
  scope,
  title,
  keys,
  run: () => undefined,
  ...more,
})
const nudges = { title: 'Move the box by 1 px', keys: 'Shift+Arrows' }
const actions = [
  action('Everywhere', 'Show all keys', ['?', 'F1']),
  action('Everywhere', 'Switch between dark and light', []),
  action('Project', 'Undo', ['Ctrl+Z']),
  action('Label', 'Draw boxes', ['W'], { part: 'Boxes' }),
  action('Label', 'Fit the image', ['F'], { part: 'View' }),
  action('Label', 'Move the box left', ['Shift+Left'], { part: 'Boxes', family: nudges }),
  action('Label', 'Move the box right', ['Shift+Right'], { part: 'Boxes', family: nudges }),
]
const gestures = [{ title: 'Zoom', how: 'Wheel' }]
const shown = (choices = {}) =>
  keyGroups(actions, gestures, choices, false).map(({ title, lines }) => [
    title,
    ...lines.map((line) => `${line.title}: ${line.how ?? line.chords.map((caps) => caps.join('+')).join(', ')}`),
  ])

describe('keyGroups', () => {
  it('has the page’s parts first, then the mouse, the frame and the window; no line without keys', () => {
    expect(shown()).toEqual([
      ['Boxes', 'Draw boxes: W', 'Move the box by 1 px: Shift+← ↑ ↓ →'],
      ['View', 'Fit the image: F'],
      ['Mouse', 'Zoom: Wheel'],
      ['Project', 'Undo: Ctrl+Z'],
      ['Everywhere', 'Show all keys: ?, F1'],
    ])
  })

  it('gives one of a family a line of its own when its keys were changed, and none when they were taken away', () => {
    expect(shown({ 'Move the box left': ['J'], 'Fit the image': [] }).slice(0, 2)).toEqual([
      ['Boxes', 'Draw boxes: W', 'Move the box left: J', 'Move the box by 1 px: Shift+← ↑ ↓ →'],
      ['Mouse', 'Zoom: Wheel'],
    ])
  })
})

describe('findKeys', () => {
  const found = (text: string) =>
    findKeys(keyGroups(actions, gestures, {}, false), text).flatMap(({ lines }) => lines.map(({ title }) => title))

  it('finds lines by title, heading, key and hand movement, in any order of words', () => {
    expect(found('image fit')).toEqual(['Fit the image'])
    expect(found('boxes')).toEqual(['Draw boxes', 'Move the box by 1 px'])
    expect(found('ctrl+z')).toEqual(['Undo'])
    expect(found('wheel')).toEqual(['Zoom'])
    expect(found('nothing of the kind')).toEqual([])
    expect(found(' ')).toHaveLength(6)
  })

  it('finds a family by what each of it does', () => {
    expect(found('box right')).toEqual(['Move the box by 1 px'])
    expect(found('arrows')).toEqual(['Move the box by 1 px'])
  })
})
