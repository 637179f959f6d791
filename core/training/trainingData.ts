/** The images of a snapshot as training takes them: as samples, which are windows on images. */
import { StudioError } from '../api/errors.ts'
import type { TileLayout } from '../detection/tiles.ts'
import type { SnapshotImage, Snapshot } from './snapshot.ts'
import { inputArea } from './inputArea.ts'
import { chooseInputSize } from './inputSize.ts'
import { chooseTiles } from './chooseTiles.ts'
import { trainingSamples, type Sample } from './trainingSamples.ts'
import type { Size } from './samples/samplePlan.ts'

export interface TrainingData {
  /** An epoch's samples: whole images, or tiles of large ones. */
  train: Sample[]
  /** Images that the samples are taken from. */
  trainImages: number
  val: SnapshotImage[]
  classes: Array<{ id: number; name: string }>
  input: Size
  /** How large images are looked at; null: all as a whole. */
  tiles: TileLayout | null
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
  const { width, height } = snapshot.config.input
  const shapes = train.map(({ width, height }) => ({ width, height, count: 1 }))
  const input =
    width !== null && height !== null ? { width, height } : chooseInputSize(shapes, inputArea(snapshot.config, shapes))
  const { tiles, seed } = snapshot.config
  const { layout } = chooseTiles(tiles, input, train)
  return {
    train: trainingSamples(train, input, layout, { emptyShare: tiles.emptyShare, seed }),
    trainImages: train.length,
    val,
    classes: snapshot.classes.map(({ id, name }) => ({ id, name })),
    input,
    tiles: layout,
  }
}
