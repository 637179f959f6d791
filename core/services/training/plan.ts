/** What a training with these settings would do, told before it starts. */
import type { TrainingPlan, TrainingWarning } from '../../api/types.ts'
import { planWarnings } from '../../dataset/warnings.ts'
import { area } from '../../geometry/box.ts'
import type { ClassRecord, ImageRecord, Split } from '../../project/types.ts'
import type { TrainingConfig, TrainingConfigInput } from '../../training/config.ts'
import { chooseInputSize } from '../../training/inputSize.ts'
import { resolveConfig } from '../../training/resolveConfig.ts'
import { suggestVerticalFlip } from '../../training/verticalFlip.ts'
import type { TrainingSet } from './trainingSet.ts'

/**
 * The plan. What the settings leave to the data (the input's size, vertical flips, quarter turns) is filled in. An error among the
 * warnings keeps the training from starting.
 * @throws BAD_INPUT for wrong settings.
 */
export function makePlan(
  set: TrainingSet,
  classes: readonly ClassRecord[],
  preset: string,
  overrides: TrainingConfigInput,
): TrainingPlan {
  const suggestsFlip = suggestVerticalFlip(classes.map(({ name }) => name))
  const config = resolveConfig(preset, overrides)
  config.augmentation.verticalFlip = overrides.augmentation?.verticalFlip ?? suggestsFlip
  // Where no side is up, quarter turns show what can be seen, too.
  config.augmentation.rotate90 = overrides.augmentation?.rotate90 ?? config.augmentation.verticalFlip
  const ofSplit = (split: Split) => set.images.filter((image) => image.split === split)
  const [train, val] = [ofSplit('train'), ofSplit('val')]
  const input = inputSize(train, config)
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
    unassignedImages: 0,
    newImages: set.untouched,
    inProgressImages: set.inProgress,
    brokenImages: set.broken,
    classes: planned,
    medianRelativeSide: medianRelativeSide(set, train),
    inputSide: Math.max(input.width, input.height),
  })
  return {
    config: { ...config, input: { ...config.input, ...input } },
    input,
    trainImages: train.length,
    valImages: val.length,
    emptyTrainImages: train.filter((image) => image.state === 'empty').length,
    classes: planned,
    warnings: [...warnings, ...assignmentNote(set)],
    suggestVerticalFlip: suggestsFlip,
  }
}

function assignmentNote({ proposed, images }: TrainingSet): TrainingWarning[] {
  if (proposed.size === 0) return []
  const val = [...proposed.values()].filter((split) => split === 'val').length
  const which = proposed.size === images.length ? 'The images are' : `${proposed.size} newly done images are`
  const text = `${which} not split yet: at the start, ${proposed.size - val} go to training and ${val} to validation.`
  return [{ code: 'parts-proposed', severity: 'info', text }]
}

function inputSize(train: readonly ImageRecord[], { input }: TrainingConfig): TrainingPlan['input'] {
  const shapes = train.map(({ width, height }) => ({ width, height, count: 1 }))
  const chosen = chooseInputSize(shapes, input.area)
  return { width: input.width ?? chosen.width, height: input.height ?? chosen.height }
}

function boxesPerClass({ boxes }: TrainingSet, images: readonly ImageRecord[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const image of images) {
    for (const { classId } of boxes.get(image.id) ?? []) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  }
  return counts
}

/** Median of sqrt(box area / image area) over all boxes; 0 without boxes. */
function medianRelativeSide({ boxes }: TrainingSet, images: readonly ImageRecord[]): number {
  const sides = images.flatMap(({ id, width, height }) =>
    (boxes.get(id) ?? []).map((box) => Math.sqrt(area(box) / (width * height))),
  )
  return sides.sort((a, b) => a - b)[Math.floor(sides.length / 2)] ?? 0
}
