/** Anchors by torchvision's rules, against its own. */
import { describe, expect, it } from 'vitest'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { retinaNetConfig } from '../../../core/training/config.ts'
import { golden, largestDifference, sampleOf, unpack } from './torchvisionGolden.ts'

describe('anchors', () => {
  const anchors = { baseScale: 4, centre: 'corner' as const, rounded: true }

  it.each(['v1', 'v2'] as const)('are those of torchvision %s', (version) => {
    const { sample, count } = golden[version].predictions.anchors
    const own = makeAnchors(retinaNetConfig.parse({ anchors }), 256, 320)
    expect(own.count).toBe(count)
    expect(largestDifference(sampleOf(own.boxes, 400), unpack(sample))).toBe(0)
  })

  it('stand closer where the input is no multiple of their stride', () => {
    const own = makeAnchors(retinaNetConfig.parse({ anchors }), 800, 1088)
    // 800 / 64 = 12.5: 13 rows of 61 pixels; 1088 / 128 = 8.5: 9 columns of 120.
    expect(own.levels.map(({ stepX, stepY }) => [stepX, stepY])).toEqual([
      [8, 8],
      [16, 16],
      [32, 32],
      [64, 61],
      [120, 114],
    ])
  })
})
