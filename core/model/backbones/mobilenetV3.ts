/**
 * MobileNetV3-Large (Howard et al. 2019): inverted residual blocks, some with squeeze-and-excitation, hard-swish in
 * the deeper half. Layers are named as torchvision names its convolutions.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import type { RetinaNetConfig } from '../../training/config.ts'
import { applyLayer, type ConvolutionLayer } from '../convolutionLayer.ts'
import type { StatisticsRecorder } from '../normalisation.ts'
import type { Weights } from '../parameters.ts'
import type { BackboneStage } from '../stages.ts'
import type { Backbone, Stage } from './backbone.ts'
import { batchNormalisation } from './batchNormalisation.ts'
import { fanOutLayers } from './fanOut.ts'
import { preparation } from './pixels.ts'
import { roundChannels } from './roundChannels.ts'
import { applyGate, makeGate, type Gate } from './squeezeExcitation.ts'

/** Blocks: stage, filter size, expanded channels, output channels, squeeze-and-excitation, activation, stride. */
const shapes = [
  ['stem', 3, 16, 16, false, 'relu', 1],
  ['c2', 3, 64, 24, false, 'relu', 2],
  ['c2', 3, 72, 24, false, 'relu', 1],
  ['c3', 5, 72, 40, true, 'relu', 2],
  ['c3', 5, 120, 40, true, 'relu', 1],
  ['c3', 5, 120, 40, true, 'relu', 1],
  ['c4', 3, 240, 80, false, 'hard-swish', 2],
  ['c4', 3, 200, 80, false, 'hard-swish', 1],
  ['c4', 3, 184, 80, false, 'hard-swish', 1],
  ['c4', 3, 184, 80, false, 'hard-swish', 1],
  ['c4', 3, 480, 112, true, 'hard-swish', 1],
  ['c4', 3, 672, 112, true, 'hard-swish', 1],
  ['c5', 5, 672, 160, true, 'hard-swish', 2],
  ['c5', 5, 960, 160, true, 'hard-swish', 1],
  ['c5', 5, 960, 160, true, 'hard-swish', 1],
] as const

const stemChannels = 16
const lastChannels = 960

/** A convolution, or a gate that weighs channels. */
type Step = ConvolutionLayer | Gate

interface Block {
  stage: BackboneStage
  steps: Step[]
  residual: boolean
}

export function makeMobileNetV3(config: RetinaNetConfig): Backbone {
  const convolve = fanOutLayers(batchNormalisation(config.batchNormalisation, 1e-3, 0.01))

  const makeBlock = (index: number, from: number): Block => {
    const [stage, size, wide, to, gated, activation, stride] = shapes[index] as (typeof shapes)[number]
    const prefix = `features.${index + 1}.block`
    const steps: Step[] = []
    if (wide !== from) steps.push(convolve(stage, `${prefix}.0.0`, 1, from, wide, { activation }))
    const depthwise = { kind: 'depthwise', stride, activation } as const
    steps.push(convolve(stage, `${prefix}.${steps.length}.0`, size, wide, wide, depthwise))
    if (gated) steps.push(makeGate(stage, `${prefix}.${steps.length}`, wide, roundChannels(wide / 4)))
    steps.push(convolve(stage, `${prefix}.${steps.length}.0`, 1, wide, to))
    return { stage, steps, residual: stride === 1 && from === to }
  }

  const blocks = shapes.map((_, index) => makeBlock(index, shapes[index - 1]?.[3] ?? stemChannels))
  const activation = 'hard-swish'
  const first: Block = {
    stage: 'stem',
    steps: [convolve('stem', 'features.0.0', 3, 3, stemChannels, { stride: 2, activation })],
    residual: false,
  }
  const last: Block = {
    stage: 'c5',
    steps: [convolve('c5', 'features.16.0', 1, 160, lastChannels, { activation })],
    residual: false,
  }
  const all = [first, ...blocks, last]

  const makeStage = (name: BackboneStage, stride: number, channels: number): Stage => {
    const own = all.filter(({ stage }) => stage === name)
    return {
      layers: own.flatMap(({ steps }) =>
        steps.flatMap((step) => ('squeeze' in step ? [step.squeeze, step.excite] : [step])),
      ),
      stride,
      channels,
      apply: (weights, input, record) => own.reduce((x, block) => applyBlock(weights, block, x, record), input),
    }
  }
  return {
    stages: {
      stem: makeStage('stem', 2, 16),
      c2: makeStage('c2', 4, 24),
      c3: makeStage('c3', 8, 40),
      c4: makeStage('c4', 16, 112),
      c5: makeStage('c5', 32, lastChannels),
    },
    featureScales: { c2: 1, c3: 1, c4: 1, c5: 1 },
    normalise: preparation('imagenet'),
  }
}

function applyBlock(
  weights: Weights,
  { steps, residual }: Block,
  input: Tensor4D,
  record?: StatisticsRecorder,
): Tensor4D {
  const y = steps.reduce((x, step) => {
    if (!('squeeze' in step)) return applyLayer(weights, step, x, record)
    return applyGate(weights, step, x)
  }, input)
  return residual ? (tf.add(input, y) as Tensor4D) : y
}
