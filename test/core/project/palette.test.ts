import { describe, expect, it } from 'vitest'
import { nextColor, nextColors } from '../../../core/project/palette.ts'

describe('nextColors', () => {
  it('gives colours that differ, and goes on when all that differ are given', () => {
    const next = nextColors([])
    const colors = Array.from({ length: 20_000 }, next)
    expect(new Set(colors.slice(0, 500)).size).toBe(500)
    expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true)
    expect(nextColor(colors)).toMatch(/^#[0-9a-f]{6}$/)
  })
})
