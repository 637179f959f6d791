/** Anchors that levels have for themselves. */
import { expect, it } from 'vitest'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { retinaNetConfig, type RetinaNetConfig } from '../../../core/training/config.ts'

const withAnchors = (perLevel: RetinaNetConfig['anchors']['perLevel']) =>
  retinaNetConfig.parse({ pyramid: { levels: [3, 4] }, anchors: { baseScale: 4, scales: [1], ratios: [1], perLevel } })

/** Width and height of the first anchor of each level. */
const sides = (config: RetinaNetConfig) => {
  const { boxes, levels } = makeAnchors(config, 64, 64)
  return levels.map(({ start }) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(start * 4)
    return [x2 - x1, y2 - y1]
  })
}

it('are the common ones where a level says nothing', () => {
  expect(sides(withAnchors([{ baseScale: 2 }, {}]))).toEqual([
    [16, 16],
    [64, 64],
  ])
  expect(sides(withAnchors([{}, { scales: [0.5], ratios: [4] }]))).toEqual([
    [32, 32],
    [16, 64],
  ])
})

it('are refused where the shared heads cannot have them', () => {
  expect(() => sides(withAnchors([{ ratios: [1, 2] }, {}]))).toThrow(/2, 1 anchors at a position/)
  expect(() => sides(withAnchors([{}]))).toThrow(/anchors for 1 pyramid levels, but the pyramid has 2/)
})
