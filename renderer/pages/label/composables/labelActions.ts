/** The Label page's keys: what each does, in the words of the list of keys and the command palette. */
import type { Action } from '../../../keys/actions.ts'
import type { Gesture } from '../../../keys/gestures.ts'

/** What the keys act on; the page provides it. */
export interface LabelCommands {
  hasSelection(): boolean
  hasSuggestions(): boolean
  /** The picture has the focus and boxes to walk through: elsewhere Tab moves the focus as it always does. */
  onCanvas(): boolean
  draw(): unknown
  /** Adds a box without a mouse: it begins in the middle of what is seen. */
  addInMiddle(): unknown
  escape(): void
  go(step: number): unknown
  goNextOpen(): unknown
  classKey(index: number): void
  openClasses(): unknown
  remove(): unknown
  copy(): void
  paste(): void
  duplicate(): void
  takePrevious(): unknown
  cycle(direction: 1 | -1): void
  nudge(dx: number, dy: number): void
  grow(dx: number, dy: number): void
  fit(): void
  actualSize(): void
  zoomIn(): void
  zoomOut(): void
  zoomToBox(): void
  pan(held: boolean): unknown
  hideAll(hidden: boolean): unknown
  hideOne(): unknown
  lock(): unknown
  done(): unknown
  empty(): unknown
  accept(): unknown
  acceptAll(): unknown
  reject(): unknown
  threshold(direction: 1 | -1): void
}

export const LABEL_GESTURES: readonly Gesture[] = [
  { title: 'Draw a box', how: 'Drag, or two clicks after W' },
  { title: 'Draw a square', how: 'Shift while drawing' },
  { title: 'Select the box below', how: 'Click again on the same spot' },
  { title: 'Zoom at the pointer', how: 'Wheel' },
  { title: 'Move the view', how: 'Middle button or Space, and drag' },
  { title: 'Move the view sideways', how: 'Shift and wheel' },
]

export function labelActions(on: LabelCommands): Action[] {
  const parts = {
    Boxes: [...drawing(on), ...walkingBoxes(on), ...nudging(on)],
    Images: walking(on),
    View: viewing(on),
    Suggestions: suggesting(on),
  }
  return Object.entries(parts).flatMap(([part, actions]) => actions.map((action) => ({ ...action, part })))
}

function drawing(on: LabelCommands): Action[] {
  const selected = () => on.hasSelection()
  return [
    { id: 'label.draw', title: 'Draw boxes', keys: ['W', 'R'], icon: 'i-lucide-square-dashed', run: on.draw },
    {
      id: 'label.add-in-middle',
      title: 'Add a box in the middle, to be moved by keys',
      keys: ['Insert', 'Shift+W'],
      icon: 'i-lucide-square-plus',
      run: on.addInMiddle,
    },
    { id: 'label.escape', title: 'Leave drawing, deselect', keys: ['Escape'], quiet: true, run: on.escape },
    {
      id: 'label.classes',
      title: 'Choose a class by typing',
      keys: ['C'],
      icon: 'i-lucide-tag',
      run: () => on.openClasses(),
    },
    ...Array.from({ length: 10 }, (_, index): Action => {
      const key = String((index + 1) % 10)
      return {
        id: `label.class-${key}`,
        title: `Class ${index + 1}`,
        family: { title: 'Take one of the first ten classes', keys: '1 … 0' },
        keys: [key],
        quiet: true,
        run: () => on.classKey(index),
      }
    }),
    {
      id: 'label.delete',
      title: 'Delete box',
      keys: ['Delete', 'Backspace'],
      icon: 'i-lucide-trash-2',
      when: selected,
      run: on.remove,
    },
    {
      id: 'label.copy',
      title: 'Copy box (all when none is selected)',
      keys: ['Ctrl+C'],
      icon: 'i-lucide-copy',
      run: on.copy,
    },
    { id: 'label.paste', title: 'Paste boxes', keys: ['Ctrl+V'], icon: 'i-lucide-clipboard', run: on.paste },
    {
      id: 'label.duplicate',
      title: 'Duplicate box',
      keys: ['Ctrl+D'],
      icon: 'i-lucide-copy-plus',
      when: selected,
      run: on.duplicate,
    },
    {
      id: 'label.take-previous',
      title: 'Copy the boxes of the previous image',
      keys: ['Ctrl+Shift+V'],
      icon: 'i-lucide-copy-check',
      run: on.takePrevious,
    },
    { id: 'label.lock', title: 'Lock boxes against changes', keys: ['L'], icon: 'i-lucide-lock', run: on.lock },
  ]
}

function walking(on: LabelCommands): Action[] {
  const free = () => !on.hasSelection()
  const walk = (id: string, title: string, keys: string[], step: number, when?: () => boolean): Action => ({
    id,
    title,
    keys,
    repeat: true,
    run: () => on.go(step),
    ...(when ? { when, quiet: true, family: { title: 'Previous, next, when no box is selected', keys: '← →' } } : {}),
  })
  return [
    walk('label.previous', 'Previous image', ['A'], -1),
    walk('label.next', 'Next image', ['D'], 1),
    walk('label.previous-arrow', 'Previous image, when nothing is selected', ['Left'], -1, free),
    walk('label.next-arrow', 'Next image, when nothing is selected', ['Right'], 1, free),
    {
      id: 'label.next-open',
      title: 'Next image that is not done',
      keys: ['PageDown', 'Ctrl+Shift+D'],
      icon: 'i-lucide-skip-forward',
      run: on.goNextOpen,
    },
    { id: 'label.done', title: 'Mark done and go on', keys: ['Enter'], icon: 'i-lucide-circle-check', run: on.done },
    { id: 'label.empty', title: 'Mark empty and go on', keys: ['N'], icon: 'i-lucide-circle-slash-2', run: on.empty },
  ]
}

function walkingBoxes(on: LabelCommands): Action[] {
  return [
    {
      id: 'label.next-box',
      title: 'Next box',
      keys: ['Tab'],
      repeat: true,
      quiet: true,
      when: () => on.onCanvas(),
      run: () => on.cycle(1),
    },
    {
      id: 'label.previous-box',
      title: 'Previous box',
      keys: ['Shift+Tab'],
      repeat: true,
      quiet: true,
      when: () => on.onCanvas(),
      run: () => on.cycle(-1),
    },
  ]
}

function viewing(on: LabelCommands): Action[] {
  return [
    { id: 'label.fit', title: 'Fit the image', keys: ['F', 'Ctrl+0'], icon: 'i-lucide-maximize', run: on.fit },
    { id: 'label.actual-size', title: 'Zoom to 100 %', keys: ['Ctrl+1'], icon: 'i-lucide-scan', run: on.actualSize },
    { id: 'label.zoom-in', title: 'Zoom in', keys: ['+', '='], icon: 'i-lucide-zoom-in', repeat: true, run: on.zoomIn },
    { id: 'label.zoom-out', title: 'Zoom out', keys: ['-'], icon: 'i-lucide-zoom-out', repeat: true, run: on.zoomOut },
    { id: 'label.zoom-to-box', title: 'Zoom to the box', keys: ['Z'], icon: 'i-lucide-scan-search', run: on.zoomToBox },
    {
      id: 'label.pan',
      title: 'Pan while held',
      keys: ['Space'],
      quiet: true,
      run: () => on.pan(true),
      release: () => void on.pan(false),
    },
    {
      id: 'label.hide',
      title: 'Hide all boxes while held',
      keys: ['H'],
      quiet: true,
      run: () => on.hideAll(true),
      release: () => void on.hideAll(false),
    },
    {
      id: 'label.hide-one',
      title: 'Hide or show the box',
      keys: ['Shift+H'],
      icon: 'i-lucide-eye-off',
      when: () => on.hasSelection(),
      run: on.hideOne,
    },
  ]
}

const ARROWS = [
  { key: 'Left', word: 'left', dx: -1, dy: 0 },
  { key: 'Right', word: 'right', dx: 1, dy: 0 },
  { key: 'Up', word: 'up', dx: 0, dy: -1 },
  { key: 'Down', word: 'down', dx: 0, dy: 1 },
]
const LARGE_STEP = 10

function nudging(on: LabelCommands): Action[] {
  const common = { repeat: true, quiet: true, when: () => on.hasSelection() }
  const edge = 'right or lower edge'
  return ARROWS.flatMap(({ key, word, dx, dy }): Action[] => [
    {
      ...common,
      id: `label.nudge-${word}`,
      title: `Move the box ${word} by 1 px`,
      family: { title: 'Move the box by 1 px', keys: 'Arrows' },
      keys: [key],
      run: () => on.nudge(dx, dy),
    },
    {
      ...common,
      id: `label.nudge-${word}-far`,
      title: `Move the box ${word} by ${LARGE_STEP} px`,
      family: { title: `Move the box by ${LARGE_STEP} px`, keys: 'Shift+Arrows' },
      keys: [`Shift+${key}`],
      run: () => on.nudge(dx * LARGE_STEP, dy * LARGE_STEP),
    },
    {
      ...common,
      id: `label.grow-${word}`,
      title: `Move the box's ${dx === 0 ? 'lower' : 'right'} edge ${word} by 1 px`,
      family: { title: `Move its ${edge} by 1 px`, keys: 'Alt+Arrows' },
      keys: [`Alt+${key}`],
      run: () => on.grow(dx, dy),
    },
    {
      ...common,
      id: `label.grow-${word}-far`,
      title: `Move the box's ${dx === 0 ? 'lower' : 'right'} edge ${word} by ${LARGE_STEP} px`,
      family: { title: `Move its ${edge} by ${LARGE_STEP} px`, keys: 'Alt+Shift+Arrows' },
      keys: [`Alt+Shift+${key}`],
      run: () => on.grow(dx * LARGE_STEP, dy * LARGE_STEP),
    },
  ])
}

function suggesting(on: LabelCommands): Action[] {
  const when = () => on.hasSuggestions()
  return [
    { id: 'label.accept', title: 'Accept suggestion', keys: ['E'], icon: 'i-lucide-check', when, run: on.accept },
    {
      id: 'label.accept-all',
      title: 'Accept all suggestions shown',
      keys: ['Shift+E'],
      icon: 'i-lucide-check-check',
      when,
      run: on.acceptAll,
    },
    { id: 'label.reject', title: 'Reject suggestion', keys: ['X'], icon: 'i-lucide-x', when, run: on.reject },
    {
      id: 'label.threshold-down',
      title: 'Show more suggestions',
      keys: ['['],
      repeat: true,
      quiet: true,
      run: () => on.threshold(-1),
    },
    {
      id: 'label.threshold-up',
      title: 'Show fewer suggestions',
      keys: [']'],
      repeat: true,
      quiet: true,
      run: () => on.threshold(1),
    },
  ]
}
