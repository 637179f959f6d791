/** The images of a snapshot as training takes them: as samples, which are windows on images. */
import { StudioError } from '../api/errors.ts'
import { wholeWindow, type InputWindow } from '../detection/letterbox.ts'
import type { SnapshotImage, Snapshot } from './snapshot.ts'
import type { Size } from './augment.ts'
import { chooseInputSize } from './inputSize.ts'

/** What the network looks at at once: a window on an image. The boxes are the image's, in its own pixels. */
export interface Sample {
  image: SnapshotImage
  window: InputWindow
}

export interface TrainingData {
  /** An epoch's samples. */
  train: Sample[]
  val: SnapshotImage[]
  classes: Array<{ id: number; name: string }>
  input: Size
}

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
  const shapes = train.map(({ width, height }) => ({ width, height, count: 1 }))
  const input = width !== null && height !== null ? { width, height } : chooseInputSize(shapes, area)
  const samples = train.map((image) => ({ image, window: wholeWindow(image, input) }))
  return { train: samples, val, classes: snapshot.classes.map(({ id, name }) => ({ id, name })), input }
}
