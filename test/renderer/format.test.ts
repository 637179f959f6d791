import { describe, expect, it } from 'vitest'
import * as format from '../../renderer/format.ts'

describe('format', () => {
  it('writes shares that never lie about none and all', () => {
    expect([0, 0.001, 0.424, 0.999, 1].map(format.percent)).toEqual(['0 %', '<1 %', '42 %', '99 %', '100 %'])
  })

  it('writes scores as the field does', () => {
    expect([0.8123, 1, -1, null].map((value) => format.score(value))).toEqual(['.812', '1.000', '–', '–'])
    expect(format.score(0.9996)).toBe('1.000')
  })

  it('writes sizes and durations', () => {
    expect([640, 12_300_000, 999_960].map(format.bytes)).toEqual(['640 B', '12.3 MB', '1.0 MB'])
    expect([45, 200, 180, 3900].map(format.duration)).toEqual(['45 s', '3 min 20 s', '3 min', '1 h 05 min'])
  })

  it('writes times in a video to the millisecond', () => {
    expect([0, 7.25, 59.9996, 3723.0004].map(format.clock)).toEqual(['0:00.000', '0:07.250', '1:00.000', '1:02:03.000'])
  })

  it('writes how long ago something was', () => {
    const now = Date.parse('2026-01-10T12:00:00Z')
    expect(format.ago('2026-01-10T11:59:30Z', now)).toBe('just now')
    expect(format.ago('2026-01-10T11:55:00Z', now)).toBe('5 min. ago')
    expect(format.ago('2026-01-09T11:00:00Z', now)).toBe('yesterday')
    expect(format.ago('never', now)).toBe('')
  })

  it('shortens long names in the middle, by characters', () => {
    expect(format.middle('short.jpg', 20)).toBe('short.jpg')
    expect(format.middle('a-very-long-name-0001.jpg', 11)).toBe('a-ver…1.jpg')
    expect([...format.middle('🦝'.repeat(30), 9)]).toHaveLength(9)
  })

  it('lists names', () => {
    expect(format.listed(['a'])).toBe('a')
    expect(format.listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(format.listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b and 3 more')
  })
})
