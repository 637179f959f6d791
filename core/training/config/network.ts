/** Settings of the network: backbone, pyramid, heads, anchors. */
import { z } from 'zod'

export const backboneNames = [
  'csp-nanodet-g',
  'efficientnet-lite0',
  'efficientnet-lite1',
  'efficientnet-lite2',
  'mobilenet-v3-large',
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
  'resnext50-32x4d',
  'resnext101-32x8d',
  'resnext101-64x4d',
] as const

export const retinaNetConfig = z.object({
  backbone: z.enum(backboneNames).default('csp-nanodet-g').describe('Feature extractor'),
  pretrained: z.boolean().default(true).describe('Start from the published weights of the backbone'),
  weightsFile: z
    .string()
    .nullable()
    .default(null)
    .describe('Start from a weights file of PyTorch, torchvision or detectron2: .pth, .pt, .pkl or .safetensors'),
  usePretrainedLaterals: z.boolean().default(true).describe("Use the CSP network's own trained pyramid laterals"),
  freezeUpTo: z
    .enum(['none', 'stem', 'c2', 'c3', 'c4', 'all'])
    .default('c3')
    .describe('Last stage of the backbone that is not trained: c2 ends at stride 4, c3 at 8, c4 at 16'),
  unfreezeAt: z
    .array(z.number().min(0).max(1))
    .default([])
    .describe('Parts of the budget after each of which one more frozen stage trains, the last one first'),
  batchNormalisation: z
    .enum(['folded', 'frozen', 'trained'])
    .default('folded')
    .describe('Of the backbone: part of its convolutions, kept as it came, or by the statistics of each batch'),
  resnetStride: z
    .enum(['3x3', '1x1'])
    .default('3x3')
    .describe('Convolution of a ResNet block that halves the map; 1x1 as in Caffe and Detectron'),
  pixels: z
    .enum(['backbone', 'imagenet', 'caffe'])
    .default('backbone')
    .describe(
      'How pixels are prepared: as the published weights expect, by the ImageNet mean and deviation, or as in Caffe',
    ),
  pyramid: z
    .object({
      width: z.int().min(8).max(512).default(64).describe('Channels of every pyramid level'),
      levels: z
        .array(z.int().min(2).max(8))
        .min(1)
        .refine((levels) => levels.every((level, index) => index === 0 || level > (levels[index - 1] as number)), {
          message: 'the finest comes first, each once',
        })
        .default([3, 4, 5, 6, 7])
        .describe('Pyramid levels; level 3 has one cell per 8 pixels, each further one half as many'),
      p6From: z.enum(['c5', 'p5']).default('c5').describe('What level 6 is made from: backbone or pyramid'),
    })
    .prefault({}),
  heads: z
    .object({
      depth: z.int().min(0).max(8).default(2).describe('Convolutions before the output'),
      width: z.int().min(8).max(512).default(64).describe('Channels of the heads'),
      normalisation: z
        .enum(['none', 'group'])
        .default('none')
        .describe('Group normalisation holds activations in range over many levels and small batches'),
      groups: z.int().min(1).max(64).default(32).describe('Groups of channels that group normalisation takes together'),
      convolution: z
        .enum(['plain', 'separable'])
        .default('plain')
        .describe('Separable convolutions cost about a ninth and learn less'),
      initialisation: z
        .enum(['paper', 'he', 'he-classes'])
        .default('he-classes')
        .describe(
          'First values of the heads: small as in the paper, of a scale that passes features on from the start (He), or that in the class head alone',
        ),
      classPrior: z
        .number()
        .min(1e-4)
        .max(0.5)
        .default(0.01)
        .describe('Score of every anchor at the start; low keeps background from dominating'),
    })
    .prefault({}),
  anchors: z
    .object({
      baseScale: z.number().positive().default(3).describe('Anchor side at the first scale, in strides'),
      scales: z
        .array(z.number().positive())
        .min(1)
        .default([1, 2 ** (1 / 3), 2 ** (2 / 3)])
        .describe('Anchor sizes in a level, as factors'),
      ratios: z.array(z.number().positive()).min(1).default([0.5, 1, 2]).describe('Anchor shapes, height / width'),
      centre: z
        .enum(['middle', 'corner'])
        .default('middle')
        .describe('Where in its cell an anchor lies; corner as in Detectron and torchvision'),
      perLevel: z
        .array(
          z.object({
            baseScale: z.number().positive().optional(),
            scales: z.array(z.number().positive()).min(1).optional(),
            ratios: z.array(z.number().positive()).min(1).optional(),
          }),
        )
        .default([])
        .describe('Anchors of each pyramid level for itself, finest first; empty: the same on all'),
      rounded: z.boolean().default(false).describe('Anchors of whole pixels, as in torchvision'),
    })
    .prefault({}),
})
export type RetinaNetConfig = z.infer<typeof retinaNetConfig>
