/** The networks that every backend must train alike, and what a run of one says. */
import type { TrainingConfigInput } from '../../../core/training/config.ts'
import type { Detection } from '../../../core/training/events.ts'

const narrow = { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 } } as const

export interface SmallNetwork {
  name: string
  config: TrainingConfigInput
  learningRate: number
}

export const smallNetworks: SmallNetwork[] = [
  {
    name: 'the quick network, all of it, a fractional gamma, GIoU',
    config: {
      network: { ...narrow, freezeUpTo: 'none' },
      loss: { name: 'balanced-focal', gamma: 0.5, alpha: 0.5, box: 'giou' },
      optimizer: { name: 'sgd' },
    },
    learningRate: 0.01,
  },
  {
    name: 'fresh laterals on a backbone that stays, hard examples, CIoU',
    config: {
      network: { ...narrow, usePretrainedLaterals: false, freezeUpTo: 'all', pyramid: { width: 16, p6From: 'p5' } },
      loss: { name: 'ohem', box: 'ciou', ohem: { examples: 16 } },
      optimizer: { name: 'sgd' },
    },
    learningRate: 0.01,
  },
  {
    name: 'depthwise convolutions, FL*, smooth L1, AdamW',
    config: {
      network: { ...narrow, backbone: 'efficientnet-lite0', freezeUpTo: 'c4' },
      loss: { name: 'focal-star', beta: 1, box: 'smooth-l1' },
      optimizer: { name: 'adamw' },
    },
    learningRate: 0.001,
  },
]

export interface NetworkRun {
  /** Loss, class loss, box loss and length of the gradient of each step. */
  losses: number[][]
  /** What three steps changed of the weights' averages: every so many of all of them in a row. */
  changes: number[]
  detections: Detection[]
  /** Tensors more than before. */
  leaked: number
}

export interface BackendResult {
  description: string
  runs: NetworkRun[]
}
