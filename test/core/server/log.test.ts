import { expect, it } from 'vitest'
import { plainLine } from '../../../core/server/log.ts'

it('says a line of the log in plain words, without stack and process', () => {
  const err = { type: 'StudioError', stack: 'at x', hint: 'Free some space.' }
  expect(plainLine(JSON.stringify({ level: 50, pid: 1, err, msg: 'No backup was made.' }))).toBe(
    'No backup was made. Free some space.\n',
  )
  expect(plainLine(JSON.stringify({ level: 50, msg: 'a\nb\u001b[2J' }))).toBe('a b [2J\n')
})
