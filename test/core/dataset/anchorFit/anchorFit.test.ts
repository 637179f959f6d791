/** The closed form against every anchor there is, the counts, and the fit. */
import { array, assert, constantFrom, double, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitAnchors, type AnchorShapes } from '../../../../core/dataset/anchorFit/fit.ts'
import { bestOverlap, type SeenBox } from '../../../../core/dataset/anchorFit/grid.ts'
import { anchorReach } from '../../../../core/dataset/anchorFit/reach.ts'
import { isPoorReach, reachSentence } from '../../../../core/dataset/anchorFit/words.ts'
import { SeededRandom } from '../../../../core/dataset/seededRandom.ts'
import { iou } from '../../../../core/geometry/box.ts'
import { makeAnchors } from '../../../../core/model/anchors.ts'
import { anchorGrid } from '../../../../core/services/training/seenBoxes.ts'
import { retinaNetConfig, type RetinaNetConfig } from '../../../../core/training/config.ts'
import { processorMilliseconds } from '../../../processorTime.ts'

const input = { width: 256, height: 200 }
const network = retinaNetConfig.parse({})
const grid = anchorGrid(network, input)

function bruteForce(config: RetinaNetConfig, box: SeenBox): number {
  const { boxes, count } = makeAnchors(config, input.height, input.width)
  const edges = {
    x1: box.x - box.width / 2,
    y1: box.y - box.height / 2,
    x2: box.x + box.width / 2,
    y2: box.y + box.height / 2,
  }
  let best = 0
  for (let anchor = 0; anchor < count; anchor++) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(anchor * 4, anchor * 4 + 4)
    best = Math.max(best, iou({ x1, y1, x2, y2 }, edges))
  }
  return best
}

const side = double({ min: 1, max: 250, noNaN: true })
const seen = record({
  classId: integer({ min: 1, max: 3 }),
  x: double({ min: 0, max: 256, noNaN: true }),
  y: double({ min: 0, max: 192, noNaN: true }),
  width: side,
  height: side,
})

interface Kind {
  centre?: 'corner'
  rounded?: boolean
  perLevel?: boolean
}

describe('best overlap', () => {
  it('is that of the best of all anchors, at whatever place', () => {
    const anchors = record({
      baseScale: constantFrom(1, 2.7, 4),
      scales: constantFrom([1], [1, 1.26, 1.59]),
      ratios: constantFrom([1], [0.5, 1, 2], [0.3, 3]),
    })
    const kind = constantFrom<Kind>({}, { centre: 'corner' }, { centre: 'corner', rounded: true }, { perLevel: true })
    const levels = constantFrom([3, 4, 5, 6, 7], [2, 3, 4], [4, 6])
    assert(
      property(anchors, kind, levels, seen, (anchors, { perLevel, ...kind }, levels, box) => {
        const each = perLevel ? levels.map((level) => ({ baseScale: 1 + 0.7 * level })) : []
        const config = retinaNetConfig.parse({ anchors: { ...anchors, ...kind, perLevel: each }, pyramid: { levels } })
        expect(bestOverlap(anchorGrid(config, input), box)).toBeCloseTo(bruteForce(config, box), 5)
      }),
      { numRuns: 60 },
    )
  })
})

function boxes(
  count: number,
  draw: (random: SeededRandom) => { width: number; height: number },
  classId = 1,
): SeenBox[] {
  const random = new SeededRandom(classId)
  return Array.from({ length: count }, () => ({
    classId,
    x: random.between(0, 256),
    y: random.between(0, 192),
    ...draw(random),
  }))
}

describe('reach', () => {
  it('counts by class and by size, and the parts make the whole', () => {
    assert(
      property(array(seen, { maxLength: 40 }), (drawn) => {
        const reach = anchorReach(grid, drawn, [1, 2, 3])
        const sum = (
          parts: ReadonlyArray<{ boxes: number; at50: number; at40: number }>,
          key: 'boxes' | 'at50' | 'at40',
        ) => parts.reduce((total, part) => total + part[key], 0)
        for (const key of ['boxes', 'at50', 'at40'] as const) {
          expect(sum(reach.perClass, key)).toBe(reach[key])
          expect(sum(reach.perSize, key)).toBe(reach[key])
        }
        expect(reach.at50).toBe(drawn.filter((box) => bestOverlap(grid, box) >= 0.5).length)
        for (const { boxes, at50, missed } of reach.perClass) {
          expect(Object.values(missed).reduce((total, count) => total + count, 0)).toBe(boxes - at50)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('says what is wrong in a sentence', () => {
    const cells = boxes(200, () => ({ width: 40, height: 38 }), 1)
    const platelets = boxes(100, () => ({ width: 8, height: 8 }), 2)
    const named = (id: number) => (id === 1 ? 'RBC' : 'Platelets')
    const poor = anchorReach(grid, [...cells, ...platelets], [1, 2])
    expect(reachSentence(poor, named)).toBe(
      'Anchors reach 67 % of your boxes; 100 % of the Platelets boxes are too small for this input.',
    )
    expect(isPoorReach(poor)).toBe(true)
    const fine = anchorReach(grid, cells, [1, 2])
    expect(reachSentence(fine, named)).toBe('Anchors reach 100 % of your boxes.')
    expect(isPoorReach(fine)).toBe(false)
    const thin = anchorReach(
      grid,
      boxes(20, () => ({ width: 100, height: 10 })),
      [1],
    )
    expect(reachSentence(thin, named)).toContain('too long and thin')
    expect(reachSentence(anchorReach(grid, [], []), named)).toBe('There are no training boxes yet.')
  })

  it('measures 100,000 boxes in a moment', async () => {
    const many = boxes(100_000, (random) => ({ width: random.between(4, 200), height: random.between(4, 200) }))
    expect(await processorMilliseconds(() => anchorReach(grid, many, [1]))).toBeLessThan(2000)
  })
})

describe('fit', () => {
  const gridOf = (anchors: AnchorShapes) => anchorGrid(retinaNetConfig.parse({ anchors }), input)
  const fit = (start: AnchorShapes, measured: readonly SeenBox[], seed = 1) => {
    let last = start
    for (const shapes of fitAnchors(start, measured, gridOf, { seed, sample: 400, generations: 40 })) last = shapes
    return last
  }
  const start = { baseScale: 3, scales: [1, 1.26, 1.59], ratios: [0.5, 1, 2] }
  const reached = (anchors: AnchorShapes, measured: readonly SeenBox[]) => anchorReach(gridOf(anchors), measured, [1])

  it('reaches small and thin boxes that the usual anchors miss', () => {
    const poles = boxes(300, (random) => ({ width: random.between(9, 12), height: random.between(50, 70) }))
    expect(reached(start, poles).at50).toBeLessThan(60)
    const fitted = fit(start, poles)
    expect(reached(fitted, poles).at50).toBeGreaterThan(250)
    expect(fitted.scales.length).toBe(3)
    expect(fitted.ratios.length).toBe(3)
    expect(fitted.scales[0]).toBe(1)
    expect(fit(start, poles)).toEqual(fitted)
  })

  it('never does worse than what it started from', () => {
    const shape = record({
      width: double({ min: 6, max: 120, noNaN: true }),
      height: double({ min: 6, max: 120, noNaN: true }),
    })
    assert(
      property(array(shape, { minLength: 5, maxLength: 15 }), integer({ min: 1, max: 99 }), (shapes, seed) => {
        const measured = shapes.map((one, index) => ({ ...one, classId: 1, x: 30 + index * 11, y: 90 }))
        const value = ({ at50, meanOverlap, boxes }: ReturnType<typeof reached>) => at50 / boxes + 0.1 * meanOverlap
        let last = start
        for (const one of fitAnchors(start, measured, gridOf, { seed, generations: 4 })) last = one
        // Rounding to three digits may cost a hair.
        expect(value(reached(last, measured))).toBeGreaterThan(value(reached(start, measured)) - 0.01)
      }),
      { numRuns: 10 },
    )
  })
})
