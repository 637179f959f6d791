/** Settles what the settings leave to the data and the budget: input size, tiles, flips, quarter turns, images a step. */
import type { SeenBox } from '../../dataset/anchorFit/grid.ts'
import type { ImageSize } from '../../detection/letterbox.ts'
import type { ClassRecord } from '../../project/types.ts'
import { batchSize } from '../../training/batchSize.ts'
import { chooseTiles, type TileChoice } from '../../training/chooseTiles.ts'
import type { TrainingConfig, TrainingConfigInput } from '../../training/config.ts'
import { inputArea, USUAL_AREA } from '../../training/inputArea.ts'
import { chooseInputSize } from '../../training/inputSize.ts'
import { resolveConfig } from '../../training/resolveConfig.ts'
import { suggestVerticalFlip } from '../../training/verticalFlip.ts'
import { seenBoxes } from './seenBoxes.ts'
import type { TrainingSet } from './trainingSet.ts'

export interface Settled {
  /** Nothing in it is left to the data. */
  config: TrainingConfig
  input: ImageSize
  tiles: TileChoice
  suggestVerticalFlip: boolean
  /** The budget leaves time for a larger input than usual, which nobody asked for. */
  choseLarger: boolean
  /** Training boxes as the network will see them. */
  boxes: SeenBox[]
}

/** @throws BAD_INPUT for wrong settings. */
export function settle(
  set: TrainingSet,
  classes: readonly ClassRecord[],
  preset: string,
  overrides: TrainingConfigInput,
): Settled {
  const suggestsFlip = suggestVerticalFlip(classes.map(({ name }) => name))
  const config = resolveConfig(preset, overrides)
  const verticalFlip = overrides.augmentation?.verticalFlip ?? suggestsFlip
  const images = set.images
    .filter(({ split }) => split === 'train')
    .map(({ id, width, height }) => ({
      width,
      height,
      // Made when they are looked at: those of a large project are not in memory together.
      get boxes() {
        return (set.boxes.get(id) ?? []).filter(({ crowd, difficult }) => !crowd && !difficult)
      },
    }))
  const shapes = images.map(({ width, height }) => ({ width, height, count: 1 }))
  const area = inputArea(config, shapes)
  const chosen = chooseInputSize(shapes, area)
  const input = { width: config.input.width ?? chosen.width, height: config.input.height ?? chosen.height }
  const tiles = chooseTiles(config.tiles, input, images)
  return {
    config: {
      ...config,
      batch: batchSize(config),
      input: { ...input, area },
      tiles: { ...config.tiles, ...settledTiles(tiles.layout) },
      augmentation: {
        ...config.augmentation,
        verticalFlip,
        // Where no side is up, quarter turns show what can be seen, too.
        rotate90: overrides.augmentation?.rotate90 ?? verticalFlip,
      },
    },
    input,
    tiles,
    suggestVerticalFlip: suggestsFlip,
    choseLarger:
      config.input.width === null && config.input.height === null && config.input.area === null && area > USUAL_AREA,
    boxes: seenBoxes(images, input, tiles.layout),
  }
}

function settledTiles(layout: TileChoice['layout']): Partial<TrainingConfig['tiles']> {
  if (layout === null) return { use: 'off' }
  const { scale, overlap, wholeImage } = layout
  return { use: 'on', scale, overlap, wholeImage: wholeImage ? 'on' : 'off' }
}
