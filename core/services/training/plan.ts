/** What a training with these settings would do, told before it starts. */
import type { PlannedAnchors, TrainingPlan, TrainingWarning } from '../../api/types.ts'
import { planWarnings } from '../../dataset/warnings.ts'
import type { ClassRecord, ImageRecord, Split } from '../../project/types.ts'
import type { TrainingConfigInput } from '../../training/config.ts'
import { plannedAnchors } from './plannedAnchors.ts'
import { rareClassNote } from './rareWords.ts'
import { settle, type Settled } from './settle.ts'
import { startWarnings, type EarlierRun } from './startWarnings.ts'
import { tileWarnings } from './tileWords.ts'
import type { TrainingSet } from './trainingSet.ts'

/**
 * The plan. What the settings leave to the data (the input's size, tiles, flips, quarter turns) is filled in. An error
 * among the warnings keeps the training from starting. `earlier` is the run that it is to go on with.
 * @throws BAD_INPUT for wrong settings.
 */
export function makePlan(
  set: TrainingSet,
  classes: readonly ClassRecord[],
  preset: string,
  overrides: TrainingConfigInput,
  earlier: EarlierRun | null = null,
): TrainingPlan {
  const settled = settle(set, classes, preset, overrides)
  const ofSplit = (split: Split) => set.images.filter((image) => image.split === split)
  const [train, val] = [ofSplit('train'), ofSplit('val')]
  const [trainBoxes, valBoxes] = [boxesPerClass(set, train), boxesPerClass(set, val)]
  const planned = classes.map(({ id, name, color }) => ({
    classId: id,
    name,
    color,
    trainBoxes: trainBoxes.get(id) ?? 0,
    valBoxes: valBoxes.get(id) ?? 0,
  }))
  const warnings = planWarnings({
    trainImages: train.length,
    valImages: val.length,
    unassignedImages: set.leftOut,
    newImages: set.untouched,
    inProgressImages: set.inProgress,
    brokenImages: set.broken,
    classes: planned,
    medianSide: medianSide(settled),
  })
  const { network } = settled.config
  const names = classes.map(({ name }) => name)
  const anchors = plannedAnchors(settled, classes, network)
  return {
    config: settled.config,
    input: settled.input,
    trainImages: train.length,
    valImages: val.length,
    emptyTrainImages: train.filter((image) => image.state === 'empty').length,
    classes: planned,
    warnings: [
      ...warnings,
      ...startWarnings(network, names, earlier),
      ...tileWarnings(settled),
      ...inputNote(settled),
      ...anchorWarning(anchors),
      ...rareClassNote(set, train, classes, settled.config.sampling),
      ...assignmentNote(set),
    ],
    suggestVerticalFlip: settled.suggestVerticalFlip,
    tiles: plannedTiles(settled),
    anchors,
  }
}

function plannedTiles({ tiles: { layout, zoom, tilesPerImage } }: Settled): TrainingPlan['tiles'] {
  return layout && { ...layout, zoom, perImage: tilesPerImage }
}

function inputNote({ choseLarger, input: { width, height } }: Settled): TrainingWarning[] {
  if (!choseLarger) return []
  const text = `This training has the time for larger pictures, ${width} × ${height} pixels, in which small objects show better.`
  return [{ code: 'larger-input', severity: 'info', text }]
}

function anchorWarning({ poor, sentence }: PlannedAnchors): TrainingWarning[] {
  if (!poor) return []
  return [{ code: 'anchors-miss-boxes', severity: 'warning', text: `${sentence} Fitting the anchors may help.` }]
}

function assignmentNote({ proposed, images }: TrainingSet): TrainingWarning[] {
  if (proposed.size === 0) return []
  const val = [...proposed.values()].filter((split) => split === 'val').length
  const some = proposed.size === 1 ? '1 newly done image is' : `${proposed.size} newly done images are`
  const which = proposed.size === images.length ? 'The images are' : some
  const text = `${which} not split yet: at the start, training gets ${proposed.size - val} and validation ${val}.`
  return [{ code: 'parts-proposed', severity: 'info', text }]
}

function boxesPerClass({ boxes }: TrainingSet, images: readonly ImageRecord[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const image of images) {
    for (const { classId } of boxes.get(image.id) ?? []) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  }
  return counts
}

/** Median of sqrt(width * height) over the boxes as the network sees them; 0 without boxes. */
function medianSide({ boxes }: Settled): number {
  const sides = boxes.map(({ width, height }) => Math.sqrt(width * height))
  return sides.sort((a, b) => a - b)[Math.floor(sides.length / 2)] ?? 0
}
