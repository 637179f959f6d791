import { expect, it } from 'vitest'
import { groupByReason, reportText } from '../../../renderer/components/reportGroups.ts'

const skipped = [
  { file: 'a.xml', field: 'object 1', reason: 'No name.' },
  { file: 'b.jpg', field: null, reason: 'Truncated.' },
  { file: 'c.jpg', field: null, reason: 'Truncated.' },
]

it('groups by reason, the largest first', () => {
  expect(groupByReason(skipped).map((group) => [group.reason, group.items.length])).toEqual([
    ['Truncated.', 2],
    ['No name.', 1],
  ])
})

it('names every file and field in the text', () => {
  const text = reportText({ format: 'voc', images: 3, boxes: 4, files: 1, skipped, warnings: [] })
  expect(text).toContain('a.xml | object 1 | No name.')
  expect(text).toContain('c.jpg | Truncated.')
  expect(text).toContain('Warnings: 0')
})
