/** The images of a snapshot as training takes them. */
import { StudioError } from '../api/errors.ts'
import type { SnapshotImage, Snapshot } from './snapshot.ts'
import type { Size } from './augment.ts'

export interface TrainingData {
  train: SnapshotImage[]
  val: SnapshotImage[]
  classes: Array<{ id: number; name: string }>
  input: Size
}

/** Sides of the network's input are multiples of its coarsest backbone stride. */
const sideStep = 32
/** Widths over heights count as one shape when nine in ten of the images are within this factor of the median. */
const sameShapeFactor = 1.15

/** Splits, classes and input size of a snapshot. Throws NO_DATA when there is nothing to learn from. */
export function makeTrainingData(snapshot: Snapshot): TrainingData {
  const ofSplit = (split: SnapshotImage['split']) => snapshot.images.filter((image) => image.split === split)
  const [train, val] = [ofSplit('train'), ofSplit('val')]
  if (train.length === 0) {
    throw new StudioError(
      'NO_DATA',
      'There is no image to train on.',
      'Mark some labelled images as done; a part of them becomes training images.',
    )
  }
  if (!train.some((image) => image.boxes.some(({ crowd, difficult }) => !crowd && !difficult))) {
    throw new StudioError('NO_DATA', 'The training images have no boxes.', 'Label some objects first.')
  }
  const { width, height, area } = snapshot.config.input
  const input = width !== null && height !== null ? { width, height } : chooseInput(train, area)
  return { train, val, classes: snapshot.classes.map(({ id, name }) => ({ id, name })), input }
}

/** A canvas of about `area` pixels: of the images' own shape when they share one, otherwise square. */
export function chooseInput(images: readonly Size[], area: number): Size {
  const shapes = images.map(({ width, height }) => width / height).sort((a, b) => a - b)
  const median = shapes[Math.floor(shapes.length / 2)] ?? 1
  const alike = shapes.filter((shape) => Math.max(shape / median, median / shape) < sameShapeFactor)
  const shape = alike.length >= 0.9 * shapes.length ? median : 1
  const side = (length: number) => Math.max(2, Math.round(length / sideStep)) * sideStep
  return { width: side(Math.sqrt(area * shape)), height: side(Math.sqrt(area / shape)) }
}
