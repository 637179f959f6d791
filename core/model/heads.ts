/** The two subnets of RetinaNet (PAPER: RetinaNet), each shared by all levels, not with each other. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import { StudioError } from '../api/errors.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import { anchorsPerPosition } from './levelAnchors.ts'
import { applyLayer, layer, type ConvolutionLayer } from './convolutionLayer.ts'
import { priorBias } from './initialisation.ts'
import type { Normalisation } from './normalisation.ts'
import type { Weights } from './parameters.ts'

export interface Head {
  layers: ConvolutionLayer[]
  /** Levels [N, H, W, width] -> [N, R, values], R anchors in the order of makeAnchors. */
  apply(weights: Weights, levels: readonly Tensor4D[]): Tensor3D
}

/** K class logits per anchor; starts out saying "background" with the prior of the settings. */
export function makeClassHead(config: RetinaNetConfig, classes: number): Head {
  return makeHead(config, 'classes', classes, priorBias(config.heads.classPrior))
}

/** 4 box deltas per anchor, the same for every class. */
export function makeBoxHead(config: RetinaNetConfig): Head {
  return makeHead(config, 'boxes', 4, 0)
}

function makeHead(config: RetinaNetConfig, name: string, values: number, initialBias: number): Head {
  const { depth, width } = config.heads
  const perPosition = anchorsPerPosition(config)
  const normalisation = normalisationOf(config.heads)
  const tower = Array.from({ length: depth }, (_, index) =>
    headConvolution(config.heads, {
      name: `${name}.tower${index + 1}`,
      from: index === 0 ? config.pyramid.width : width,
      to: width,
      activation: 'relu',
      normalisation,
    }),
  ).flat()
  const output = headConvolution(config.heads, {
    name: `${name}.output`,
    from: depth === 0 ? config.pyramid.width : width,
    to: perPosition * values,
    initial: smallNormal,
    initialBias,
  })
  const layers = [...tower, ...output]
  return {
    layers,
    apply(weights, levels) {
      const perLevel = levels.map((level) => {
        const map = layers.reduce((x, convolution) => applyLayer(weights, convolution, x), level)
        const [images, height, width] = map.shape
        return tf.reshape(map, [images, height * width * perPosition, values]) as Tensor3D
      })
      return tf.concat(perLevel, 1)
    },
  }
}

/**
 * The paper's start of new layers. Without normalisation it shrinks what passes: at 64 channels a convolution leaves a
 * sixth, so the output sees next to nothing until the towers have grown. He initialisation keeps the scale, and learns
 * look-alike classes in fewer steps; edges of boxes come out more exact from the small start (docs/accuracy.md). The
 * output starts small in both, so that the prior holds.
 */
const smallNormal = { kind: 'normal', deviation: 0.01 } as const

/** PyTorch's epsilon for group normalisation. */
const groupEpsilon = 1e-5

function normalisationOf({ normalisation, groups, width }: RetinaNetConfig['heads']): Normalisation {
  if (normalisation === 'none') return { kind: 'none' }
  if (width % groups !== 0) {
    throw new StudioError(
      'BAD_INPUT',
      `The heads' ${width} channels cannot be normalised in ${groups} groups.`,
      'Choose network.heads.groups so that it divides network.heads.width.',
      { width, groups },
    )
  }
  return { kind: 'group', groups, epsilon: groupEpsilon }
}

type Wanted = Pick<ConvolutionLayer, 'name' | 'from' | 'to'> & Partial<ConvolutionLayer>

/**
 * A 3x3 convolution, or its separable form: 3x3 within each channel, then 1x1 across them, for about a ninth of the
 * work. The separable form has too small a fan in for the paper's start, so its layers keep the scale of what comes in.
 */
function headConvolution(
  { convolution, initialisation }: RetinaNetConfig['heads'],
  wanted: Wanted,
): ConvolutionLayer[] {
  const stage = 'new'
  const keepsScale = initialisation === 'he' || (initialisation === 'he-classes' && wanted.name.startsWith('classes.'))
  const initial = keepsScale ? {} : { initial: smallNormal }
  if (convolution === 'plain') return [layer({ stage, size: 3, ...initial, ...wanted })]
  const { name, from } = wanted
  const part = name.slice(0, name.indexOf('.'))
  const own = name.slice(part.length + 1)
  return [
    layer({
      stage,
      name: `${part}.spread.${own}`,
      kind: 'depthwise',
      size: 3,
      from,
      to: from,
      initial: { kind: 'fan-in-uniform', fanIn: 9 },
    }),
    layer({ stage, size: 1, ...wanted }),
  ]
}
