/** train --plan and --fit-anchors: what a training would do, and anchors for its boxes, before it starts. */
import type { AnchorFit, PlannedAnchors, TrainingPlan } from '../api/types.ts'
import type { Engine } from '../engine.ts'
import type { TrainingConfigInput } from '../training/config.ts'
import { jobResult } from './session.ts'
import { counted, table } from './words.ts'

/** Fits the anchors to the training boxes, in a job. */
export async function fitAnchors(
  engine: Engine,
  project: string,
  preset: string,
  config: TrainingConfigInput,
): Promise<AnchorFit> {
  const { fit } = await jobResult(engine, engine.services.training.fitAnchors(project, preset, config), 'fit-anchors')
  return fit
}

/** What the fit changed, in a line. */
export function fitWords({ anchors, before, after, better }: AnchorFit): string {
  if (!better) return 'The anchors fit the boxes already; nothing is changed.'
  const { baseScale, scales, ratios } = anchors
  const shapes = `base scale ${baseScale}, scales ${scales.join(', ')}, ratios ${ratios.join(', ')}`
  return `Anchors fitted: ${share(before.at50, before.boxes)} -> ${share(after.at50, after.boxes)} of the boxes at IoU .5 (${shapes})`
}

/** Overrides with the fitted anchors in them. */
export function withAnchors(config: TrainingConfigInput, { anchors, better }: AnchorFit): TrainingConfigInput {
  if (!better) return config
  return { ...config, network: { ...config.network, anchors: { ...config.network?.anchors, ...anchors } } }
}

/** The plan for people. */
export function planWords(plan: TrainingPlan): string {
  const { input, tiles, anchors, config, classes } = plan
  const budget = 'minutes' in config.budget ? `${config.budget.minutes} minutes` : `${config.budget.steps} steps`
  const looks = tiles
    ? `about ${counted(tiles.perImage, 'look')} at an image, ${tiles.overlap} px overlap, ${tiles.zoom.toFixed(1)} times the size`
    : 'whole images'
  return [
    `${counted(plan.trainImages, 'image')} to train on, ${plan.valImages} to validate; ${budget}`,
    `Input ${input.width} x ${input.height}, ${looks}`,
    anchors.sentence,
    reachTable(anchors, (id) => classes.find(({ classId }) => classId === id)?.name ?? String(id)),
    ...plan.warnings.map(({ severity, text }) => `${severity}: ${text}`),
  ].join('\n')
}

/** Rows by class, then by size in input pixels. */
function reachTable({ perClass, perSize }: PlannedAnchors, nameOf: (id: number) => string): string {
  const row = (name: string, { boxes, at50, at40 }: { boxes: number; at50: number; at40: number }) => [
    name,
    String(boxes),
    share(at50, boxes),
    share(at40, boxes),
  ]
  const sizes = perSize.filter(({ boxes }) => boxes > 0)
  return table([
    ['reached by anchors', 'boxes', 'IoU .5', 'IoU .4'],
    ...perClass.map((one) => row(nameOf(one.classId), one)),
    ...sizes.map((one) => row(one.to === null ? `${one.from} px or more` : `${one.from} to ${one.to} px`, one)),
  ])
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}
