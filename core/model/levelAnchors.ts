/** Sizes and shapes of the anchors of each pyramid level, from the settings. */
import { StudioError } from '../api/errors.ts'
import type { RetinaNetConfig } from '../training/config.ts'

/** Sides are `baseScale` x stride x scale; ratios are height / width at the same area. */
export type LevelAnchors = Pick<RetinaNetConfig['anchors'], 'baseScale' | 'scales' | 'ratios'>

/** Anchors of a pyramid level: the common ones, or what `perLevel` has for it. */
export function anchorsOfLevel({ anchors, pyramid }: RetinaNetConfig, level: number): LevelAnchors {
  const own = anchors.perLevel[pyramid.levels.indexOf(level)]
  return {
    baseScale: own?.baseScale ?? anchors.baseScale,
    scales: own?.scales ?? anchors.scales,
    ratios: own?.ratios ?? anchors.ratios,
  }
}

/**
 * A, the anchors at a position of any level. Throws BAD_INPUT when levels differ in it, since they share their heads,
 * or when `perLevel` does not fit the pyramid.
 */
export function anchorsPerPosition(config: RetinaNetConfig): number {
  const { levels } = config.pyramid
  const { length } = config.anchors.perLevel
  if (length > 0 && length !== levels.length) {
    throw new StudioError(
      'BAD_INPUT',
      `There are anchors for ${length} pyramid levels, but the pyramid has ${levels.length}.`,
      'Give network.anchors.perLevel one entry for each of network.pyramid.levels, or none.',
      { given: length, levels },
    )
  }
  const counts = levels.map((level) => {
    const { scales, ratios } = anchorsOfLevel(config, level)
    return scales.length * ratios.length
  })
  const [first = 0] = counts
  if (counts.every((count) => count === first)) return first
  throw new StudioError(
    'BAD_INPUT',
    `The pyramid levels have ${counts.join(', ')} anchors at a position, but the heads that they share need as many on each.`,
    'Give every entry of network.anchors.perLevel as many scales x ratios.',
    { counts },
  )
}
