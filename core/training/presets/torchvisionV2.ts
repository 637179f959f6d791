/**
 * torchvision-v2: the network and the training of torchvision's retinanet_resnet50_fpn_v2: ResNet-50-FPN, heads with
 * group normalisation, P6 from C5, GIoU loss, AdamW with a decay of .05, anchors of whole pixels.
 *
 * For going on from torchvision's published weights (COCO AP 41.5), and for comparisons with torchvision. Batch
 * normalisation goes by the two images of a step, as on each of its graphics cards; the rate of 1e-4 for 16 images is
 * scaled by the square root of the batch. As slow as paper: on a processor a step takes many seconds.
 */
import { definePreset } from './preset.ts'

export const torchvisionV2 = definePreset(
  {
    name: 'torchvision-v2',
    title: 'torchvision v2',
    description:
      "torchvision's newer RetinaNet: group normalisation, GIoU, AdamW. For its published weights, which find more than the paper's.",
  },
  {
    network: {
      backbone: 'resnet50',
      usePretrainedLaterals: false,
      freezeUpTo: 'c2',
      batchNormalisation: 'trained',
      pyramid: { width: 256, levels: [3, 4, 5, 6, 7], p6From: 'c5' },
      heads: { depth: 4, width: 256, normalisation: 'group', groups: 32, initialisation: 'paper', classPrior: 0.01 },
      anchors: { baseScale: 4, centre: 'corner', rounded: true },
    },
    input: { area: 800 * 608 },
    loss: { name: 'balanced-focal', alpha: 0.25, gamma: 2, box: 'giou', normaliser: 'image' },
    matching: { positive: 0.5, negative: 0.4, lowQuality: true },
    optimizer: {
      name: 'adamw',
      learningRate: 1e-4 / Math.sqrt(8),
      weightDecay: 0.05,
      backboneFactor: 1,
      clipNorm: null,
    },
    schedule: { warmup: 0.01, shape: 'step', milestones: [16 / 26, 22 / 26], decay: 0.1 },
    batch: 2,
    emaDecay: 0,
    sampling: { rareShare: 0 },
    augmentation: { horizontalFlip: true, scaleJitter: 0.4, colourJitter: 0 },
    detection: { minimumScore: 0.05, perLevel: 1000, nmsIou: 0.5, perImage: 300 },
    budget: { minutes: 120 },
  },
)
