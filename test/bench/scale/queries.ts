/** What the window asks of the engine while people look for images: each order, each filter and each kind of search. */
import type { ImageFilter, ImageSort } from '../../../core/project/types.ts'

export interface Question {
  name: string
  filter: ImageFilter
  sort: ImageSort
  descending: boolean
}

const plain = { filter: {}, sort: 'path', descending: false } as const
const sorts: ImageSort[] = ['path', 'added', 'boxes', 'state', 'size']
const filters: Record<string, ImageFilter> = {
  'class (frequent)': { classIds: [1] },
  'class (rare)': { classIds: [20] },
  'three classes': { classIds: [2, 3, 4] },
  'state done': { states: ['done'] },
  'split val': { splits: ['val'] },
  'no split': { splits: ['none'] },
  'text in the path': { text: 'photo 77' },
  'broken files': { broken: true },
  'all together': { classIds: [1], states: ['done'], splits: ['train'], text: '07' },
}
const searches = [
  'photo',
  'class:cat',
  '-class:car',
  'class:car,cat count:>3',
  'count:>15',
  'count:0',
  'state:done split:val',
  'split:none',
  'tag:night',
  '-tag:night',
  'is:tagged',
  'is:broken',
  'score:>.9',
  'score:<.2',
  '-score:>.5',
  'side:<5%',
  'class:cat side:>30%',
  'ratio:>3',
  'x:<.2 y:>80%',
  'width:>=1920',
  'height:<600',
  'folder:042',
  'check:tiny',
  'check:huge',
  'check:border',
  'check:outside',
  'check:zero-area',
  'check:duplicate',
  'check:shape',
  '-check:duplicate',
]

export const questions: Question[] = [
  ...sorts.flatMap((sort) =>
    [false, true].map((descending) => ({
      name: `by ${sort}${descending ? ', last first' : ''}`,
      filter: {},
      sort,
      descending,
    })),
  ),
  ...Object.entries(filters).map(([name, filter]) => ({ ...plain, name, filter })),
  ...searches.map((search) => ({ ...plain, name: search, filter: { search } })),
  { ...plain, name: 'class:cat by boxes', filter: { search: 'class:cat' }, sort: 'boxes', descending: true },
  { ...plain, name: 'side:<5% by state', filter: { search: 'side:<5%' }, sort: 'state' },
]
