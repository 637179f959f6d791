/** The keys of the Data page. */
import type { ShallowRef } from 'vue'
import { useActions } from '../../keys/actions.ts'
import { isMac } from '../../keys/dispatch.ts'
import { useGestures } from '../../keys/gestures.ts'
import { useBrowse } from '../../stores/browse.ts'
import { choose, chooseAll, move, NOTHING, type Selection } from './selection.ts'

export interface GridParts {
  selection: ShallowRef<Selection>
  columns: ShallowRef<number>
  open(): void
  remove(): unknown
  search(): void
  statistics(): void
  classes(): void
  split(): void
  turn(): void
  relink(): void
}

const GOING = { title: 'Go from image to image', keys: 'Arrows' }
const SELECTING = { title: 'Select on the way', keys: 'Shift+Arrows' }

export function useGridActions(parts: GridParts): void {
  const { selection, columns } = parts
  const browse = useBrowse()
  const some = () => browse.total > 0
  const selected = () => selection.value.ids.size > 0

  const step = (id: string, title: string, key: string, places: () => number) =>
    [false, true].map((range) => ({
      id: `data.${range ? 'select' : 'go'}-${id}`,
      title: range ? `Select ${title}` : `Go ${title}`,
      keys: [range ? `Shift+${key}` : key],
      ...(title.startsWith('one') && { family: range ? SELECTING : GOING }),
      quiet: true,
      repeat: true,
      when: some,
      run: () => (selection.value = move(selection.value, browse.ids, places(), range)),
    }))

  function toggleFocused() {
    const index = selection.value.focus === null ? -1 : browse.position(selection.value.focus)
    if (index >= 0) selection.value = choose(selection.value, browse.ids, index, { toggle: true, range: false })
  }

  useGestures([
    { title: 'Label the image', how: 'Double click' },
    { title: 'Select one more, or one less', how: isMac ? 'Cmd and click' : 'Ctrl and click' },
    { title: 'Select all up to here', how: 'Shift and click' },
  ])
  useActions('Data', [
    {
      id: 'data.open',
      title: 'Label the image',
      keys: ['Enter'],
      icon: 'i-lucide-square-dashed-mouse-pointer',
      when: some,
      run: () => parts.open(),
    },
    {
      id: 'data.select-all',
      title: 'Select all shown',
      keys: ['Ctrl+A'],
      icon: 'i-lucide-list-checks',
      when: some,
      run: () => (selection.value = chooseAll(selection.value, browse.ids)),
    },
    {
      id: 'data.select-none',
      title: 'Clear the selection',
      keys: ['Escape'],
      icon: 'i-lucide-x',
      when: selected,
      run: () => (selection.value = NOTHING),
    },
    {
      id: 'data.toggle',
      title: 'Select or leave the image',
      keys: ['Space'],
      quiet: true,
      when: some,
      run: toggleFocused,
    },
    {
      id: 'data.remove',
      title: 'Remove the selected images',
      keys: ['Delete'],
      icon: 'i-lucide-trash-2',
      when: selected,
      run: () => parts.remove(),
    },
    {
      id: 'data.search',
      title: 'Search images',
      keys: ['Ctrl+F', '/'],
      icon: 'i-lucide-search',
      run: () => parts.search(),
    },
    {
      id: 'data.statistics',
      title: 'Show statistics',
      keys: [],
      icon: 'i-lucide-chart-column',
      run: () => parts.statistics(),
    },
    { id: 'data.classes', title: 'Manage classes', keys: [], icon: 'i-lucide-tags', run: () => parts.classes() },
    { id: 'data.split', title: 'Split the images', keys: [], icon: 'i-lucide-split', run: () => parts.split() },
    {
      id: 'data.relink',
      title: 'Find moved images',
      keys: [],
      icon: 'i-lucide-unlink',
      when: some,
      run: () => parts.relink(),
    },
    {
      id: 'data.turn-boxes',
      title: 'Turn boxes of photos with a rotation tag',
      keys: [],
      icon: 'i-lucide-rotate-cw-square',
      when: some,
      run: () => parts.turn(),
    },
    // Last: anybody tries the arrows.
    ...step('left', 'one left', 'Left', () => -1),
    ...step('right', 'one right', 'Right', () => 1),
    ...step('up', 'one row up', 'Up', () => -columns.value),
    ...step('down', 'one row down', 'Down', () => columns.value),
    ...step('first', 'to the first', 'Home', () => -browse.total),
    ...step('last', 'to the last', 'End', () => browse.total),
  ])
}
