/** What a person should know about the data before training on it. */
import type { TrainingWarning } from '../api/types.ts'

export interface PlannedClass {
  name: string
  trainBoxes: number
  valBoxes: number
}

/** Counts over done and empty images, unless their names say otherwise. */
export interface PlannedData {
  trainImages: number
  valImages: number
  /** Done images that someone left out of all parts. */
  unassignedImages: number
  newImages: number
  inProgressImages: number
  /** Images whose file cannot be used. */
  brokenImages: number
  classes: readonly PlannedClass[]
  /** Median of sqrt(width * height) of the training boxes as the network sees them, in input pixels; 0 for none. */
  medianSide: number
}

/** Below this many boxes a class is seldom learnt. */
const FEW_BOXES = 10
const FEW_IMAGES = 10
/** Boxes of the commonest class for each box of the rarest. */
const HEAVY_IMBALANCE = 50
/** Pixels on the network's input below which most objects are hard to find. */
const SMALL_OBJECT = 16
const MOST_NAMES = 5

/** Warnings in order of weight; an error keeps training from starting. */
export function planWarnings(data: PlannedData): TrainingWarning[] {
  const found: TrainingWarning[] = []
  const say = (severity: TrainingWarning['severity'], code: string, text: string) =>
    found.push({ severity, code, text })
  const noBoxes = data.classes.every(({ trainBoxes }) => trainBoxes === 0)
  if (data.trainImages === 0) {
    say(
      'error',
      'no-train-images',
      'No image to train on: mark labelled images done and put them in the training part.',
    )
  } else if (noBoxes) {
    say('error', 'no-train-boxes', 'The training images have no boxes: draw some, and mark their images done.')
  } else if (data.trainImages < FEW_IMAGES) {
    const images = count(data.trainImages, 'image')
    say('warning', 'few-train-images', `Only ${images} to train on: expect little until there are a few dozen.`)
  }
  if (data.valImages === 0 && data.trainImages > 0) {
    const text = 'No images to validate on, so nothing tells how good the model is: split the images first.'
    say('warning', 'no-val-images', text)
  }
  if (!noBoxes) classWarnings(data, say)
  const side = data.medianSide
  if (side > 0 && side < SMALL_OBJECT) {
    const text = `Half of the objects are smaller than ${Math.max(1, Math.round(side))} pixels to the network: a larger input finds more of them, and takes longer.`
    say('warning', 'tiny-objects', text)
  }
  if (data.unassignedImages > 0) {
    const text = `${count(data.unassignedImages, 'done image')} left out of the split will not be used: put them in a part to use them.`
    say('info', 'unassigned-images', text)
  }
  if (data.brokenImages > 0) {
    say('warning', 'broken-images', `${count(data.brokenImages, 'image')} cannot be read and will be left out.`)
  }
  const open = data.newImages + data.inProgressImages
  if (open > 0) {
    const text = `${count(open, 'image')} not marked done will not be used, not even as background.`
    say('info', 'unlabelled-images', text)
  }
  return found
}

function classWarnings(
  { classes, valImages }: PlannedData,
  say: (severity: TrainingWarning['severity'], code: string, text: string) => void,
): void {
  const untrained = classes.filter(({ trainBoxes }) => trainBoxes === 0)
  if (untrained.length > 0) {
    say(
      'warning',
      'class-without-train-boxes',
      `No training boxes of ${names(untrained)}: nothing can be learnt there.`,
    )
  }
  const few = classes.filter(({ trainBoxes }) => trainBoxes > 0 && trainBoxes < FEW_BOXES)
  if (few.length > 0) {
    say('warning', 'few-boxes', `Fewer than ${FEW_BOXES} training boxes of ${names(few)}: label more.`)
  }
  const unseen = classes.filter(({ trainBoxes, valBoxes }) => trainBoxes > 0 && valBoxes === 0)
  if (valImages > 0 && unseen.length > 0) {
    say(
      'warning',
      'class-without-val-boxes',
      `No validation boxes of ${names(unseen)}: no score tells how well it is found.`,
    )
  }
  const trained = classes.filter(({ trainBoxes }) => trainBoxes > 0).sort((a, b) => a.trainBoxes - b.trainBoxes)
  const [rarest] = trained
  const commonest = trained.at(-1)
  if (rarest && commonest && commonest.trainBoxes >= HEAVY_IMBALANCE * rarest.trainBoxes) {
    const times = Math.round(commonest.trainBoxes / rarest.trainBoxes)
    const text = `${commonest.name} has ${times} times as many boxes as ${rarest.name}: label more of the rare class.`
    say('info', 'imbalance', text)
  }
}

function count(number: number, thing: string): string {
  return `${number} ${number === 1 ? thing : `${thing}s`}`
}

function names(classes: readonly PlannedClass[]): string {
  const shown = classes.slice(0, MOST_NAMES).map(({ name }) => name)
  const rest = classes.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
