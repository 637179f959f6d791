/** What network a file's tensors belong to, from their shapes. */
import { StudioError } from '../../api/errors.ts'
import { backboneNames, retinaNetConfig, type RetinaNetConfig } from '../../training/config.ts'
import { backboneLayers } from '../backbones/backbone.ts'
import { makeBackbone } from '../backbones/catalogue.ts'
import { storedFilterShape } from './arrange.ts'
import type { Dialect, StoredTensors } from './dialect.ts'

export interface Architecture {
  network: RetinaNetConfig
  /** Outputs of the class layer; null when the file holds a backbone alone. */
  classOutputs: number | null
}

/** The settings of the network that the file was made with. Throws UNSUPPORTED when it is no network of the studio's. */
export function architectureOf(stored: StoredTensors, dialect: Dialect, file: string): Architecture {
  const backbone = { backbone: fittingBackbone(stored, dialect, file), ...dialect.settings }
  // Loaded as it came: frozen normalisation behaves in training as in the program that wrote the file.
  const base = retinaNetConfig.parse({ ...backbone, batchNormalisation: 'frozen', usePretrainedLaterals: false })
  if (!dialect.detector) return { network: base, classOutputs: null }
  const shapeOf = (layer: string) => stored.get(`${dialect.locate(layer)?.convolution}.weight`)?.shape
  const [width = 0] = shapeOf('pyramid.output3') ?? []
  const [, p6Input = 0] = shapeOf('pyramid.p6') ?? []
  const [boxOutputs = 0] = shapeOf('boxes.output') ?? []
  const [classValues = 0] = shapeOf('classes.output') ?? []
  const depth = [1, 2, 3, 4, 5, 6, 7, 8].filter((index) => shapeOf(`classes.tower${index}`)).length
  const [headWidth = width] = shapeOf('classes.tower1') ?? []
  const perPosition = boxOutputs / 4
  if (perPosition !== anchorsPerPosition || classValues % perPosition !== 0 || width === 0 || p6Input === 0) {
    throw new StudioError(
      'UNSUPPORTED',
      `${file} holds a RetinaNet with ${perPosition} anchors in a position; only the usual ${anchorsPerPosition} on levels 3 to 7 are known.`,
      'Use its backbone alone: keep only the entries that begin with "backbone." in the file.',
      { file },
    )
  }
  const normalised = stored.has(`${dialect.locate('classes.tower1')?.normalisation}.weight`)
  const network = retinaNetConfig.parse({
    ...base,
    pyramid: { width, levels: [3, 4, 5, 6, 7], p6From: p6Input === width ? 'p5' : 'c5' },
    heads: { depth, width: headWidth, ...(normalised ? { normalisation: 'group' } : {}) },
    anchors: { baseScale: 4, centre: 'corner', rounded: dialect.anchorOrder === 'ratios-first' },
  })
  return { network, classOutputs: classValues / perPosition }
}

/** Three scales times three ratios, as in the paper and in both programs. */
const anchorsPerPosition = 9

/**
 * The backbone that most of the file's filters fit, less those of its own that the file lacks: a deeper network holds
 * every filter of a shallower one, and the shallower one does not use all of the deeper one's.
 */
function fittingBackbone(stored: StoredTensors, dialect: Dialect, file: string): RetinaNetConfig['backbone'] {
  const fits = backboneNames.map((backbone) => {
    const layers = backboneLayers(makeBackbone(retinaNetConfig.parse({ backbone, ...dialect.settings })))
    const fitting = layers.filter(({ name, size, from, to, groups, kind }) => {
      const shape = stored.get(`${dialect.locate(name)?.convolution}.weight`)?.shape
      const isDepthwise = kind === 'depthwise'
      const filter = isDepthwise ? [size, size, from, 1] : [size, size, from / groups, to]
      return shape !== undefined && String(shape) === String(storedFilterShape(filter, isDepthwise))
    })
    const lacking = layers.length - fitting.length
    return { backbone, score: fitting.length - lacking, part: fitting.length / layers.length }
  })
  const [best] = fits.toSorted((a, b) => b.score - a.score)
  if (best && best.part > leastFittingPart) return best.backbone
  throw new StudioError(
    'UNSUPPORTED',
    `${file} holds a ${dialect.title} network that the studio does not have.`,
    `Backbones are ${backboneNames.join(', ')}.`,
    { file },
  )
}

/** Below it, the file is of another network, whose first layers only happen to be alike. */
const leastFittingPart = 0.8
