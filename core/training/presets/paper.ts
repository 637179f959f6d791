/**
 * paper: RetinaNet as in the paper (Lin et al. 2017): ResNet-50-FPN with 256 channels, four convolutions in each head,
 * focal loss (alpha .25, gamma 2), smooth L1, SGD with momentum .9, the rate divided by ten after 2/3 and 8/9.
 *
 * For reproducing the method, and for many images of many classes on a good graphics card. The paper reports a COCO AP
 * of 34.0 at 600 pixels (table 1b) after 90,000 steps of 16 images; here a step has two, so the rate is an eighth of the
 * paper's .01. The backbone should start from ImageNet weights (a torchvision file, for instance): it stays frozen up to C2
 * with its batch normalisation, as in Detectron. Without such weights everything is trained from random values, which
 * takes many times as long. On a processor a step takes many seconds.
 */
import type { TrainingConfigInput } from '../config.ts'
import { definePreset } from './preset.ts'

export const paperSettings = {
  network: {
    backbone: 'resnet50',
    usePretrainedLaterals: false,
    freezeUpTo: 'c2',
    batchNormalisation: 'frozen',
    pyramid: { width: 256, levels: [3, 4, 5, 6, 7], p6From: 'c5' },
    heads: { depth: 4, width: 256, initialisation: 'paper', classPrior: 0.01 },
    anchors: { baseScale: 4, scales: [1, 2 ** (1 / 3), 2 ** (2 / 3)], ratios: [0.5, 1, 2] },
  },
  input: { area: 800 * 608 },
  loss: { name: 'balanced-focal', alpha: 0.25, gamma: 2, box: 'smooth-l1', smoothL1Beta: 0.11, normaliser: 'batch' },
  matching: { positive: 0.5, negative: 0.4, lowQuality: false },
  optimizer: {
    name: 'sgd',
    learningRate: 0.01 / 8,
    momentum: 0.9,
    weightDecay: 1e-4,
    backboneFactor: 1,
    clipNorm: null,
  },
  schedule: { warmup: 0.01, shape: 'step', milestones: [2 / 3, 8 / 9], decay: 0.1 },
  batch: 2,
  emaDecay: 0,
  sampling: { rareShare: 0 },
  augmentation: { horizontalFlip: true, scaleJitter: 0, colourJitter: 0, variants: 2 },
  detection: { minimumScore: 0.05, perLevel: 1000, nmsIou: 0.5, perImage: 100 },
  budget: { minutes: 120 },
} as const satisfies TrainingConfigInput

export const paper = definePreset(
  {
    name: 'paper',
    title: 'Paper',
    description:
      'RetinaNet with ResNet-50 as it was published. For many images and a graphics card; best with ImageNet weights from a file.',
  },
  paperSettings,
)
