/** Fits a network's anchors to the training boxes, in slices, so that the engine answers in between. */
import { setImmediate } from 'node:timers/promises'
import { StudioError } from '../../api/errors.ts'
import type { AnchorFit, PlannedAnchors } from '../../api/types.ts'
import { fitAnchors, type AnchorShapes } from '../../dataset/anchorFit/fit.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import type { ClassRecord } from '../../project/types.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import { plannedAnchors } from './plannedAnchors.ts'
import { anchorGrid } from './seenBoxes.ts'
import type { Settled } from './settle.ts'

/** Generations at most; the search ends earlier when nothing improves. */
const generations = 80
/** Gains below these are noise: of the share that is reached, and of the mean best overlap. */
const leastShare = 0.005
const leastOverlap = 0.01

/** @throws NO_DATA without training boxes; what the job's signal says when it is cancelled. */
export async function fitToBoxes(
  settled: Settled,
  classes: readonly ClassRecord[],
  { signal, progress }: JobHandle,
): Promise<AnchorFit> {
  const { config, boxes, input } = settled
  if (boxes.length === 0) {
    throw new StudioError('NO_DATA', 'There are no training boxes to fit anchors to.', 'Label some objects first.')
  }
  const networkWith = (anchors: AnchorShapes): RetinaNetConfig => ({
    ...config.network,
    anchors: { ...config.network.anchors, ...anchors, ...sameOnAll(config.network) },
  })
  const gridOf = (anchors: AnchorShapes) => anchorGrid(networkWith(anchors), input)
  const { baseScale, scales, ratios } = config.network.anchors
  let anchors: AnchorShapes = { baseScale, scales, ratios }
  let generation = 0
  for (const best of fitAnchors(anchors, boxes, gridOf, { seed: config.seed, generations })) {
    anchors = best
    progress(++generation, generations, '')
    await setImmediate()
    signal.throwIfAborted()
  }
  const before = plannedAnchors(settled, classes, config.network)
  const after = plannedAnchors(settled, classes, networkWith(anchors))
  return { anchors: { ...anchors, ...sameOnAll(config.network) }, before, after, better: isBetter(before, after) }
}

/** One fit for all levels takes the place of anchors that each level has for itself. */
function sameOnAll({ anchors }: RetinaNetConfig): Pick<AnchorFit['anchors'], 'perLevel'> {
  return anchors.perLevel.length > 0 ? { perLevel: [] } : {}
}

function isBetter(before: PlannedAnchors, after: PlannedAnchors): boolean {
  const gained = (after.at50 - before.at50) / before.boxes
  return gained >= leastShare || (gained >= 0 && after.meanOverlap - before.meanOverlap >= leastOverlap)
}
