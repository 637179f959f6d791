/** Files of other programs are recognised by names and shapes; what does not fit is named with both shapes. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recognise } from '../../../../core/model/recognise/recognise.ts'
import { makeRetinaNet } from '../../../../core/model/retinanet.ts'
import { elementCount } from '../../../../core/model/parameters.ts'
import type { TensorData } from '../../../../core/model/weights/safetensors.ts'
import { retinaNetConfig } from '../../../../core/training/config.ts'
import { golden } from '../torchvisionGolden.ts'

function tensors(shapes: Array<[string, number[]]>): Map<string, TensorData> {
  return new Map(shapes.map(([name, shape]) => [name, { shape, values: new Float32Array(elementCount(shape)) }]))
}

/** The entries of detectron2's RetinaNet with a ResNet-50, as its model zoo has them. */
function detectron2Shapes(): Array<[string, number[]]> {
  const shapes: Array<[string, number[]]> = [['pixel_mean', [3, 1, 1]]]
  const convolve = (name: string, shape: number[]) => {
    shapes.push([`${name}.weight`, shape])
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) {
      shapes.push([`${name}.norm.${part}`, [shape[0] as number]])
    }
  }
  const bottom = 'backbone.bottom_up'
  convolve(`${bottom}.stem.conv1`, [64, 3, 7, 7])
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const [width, to] = [64 * 2 ** stage, 256 * 2 ** stage]
    for (let block = 0; block < blocks; block++) {
      const from = block > 0 ? to : stage === 0 ? 64 : to / 2
      const name = `${bottom}.res${stage + 2}.${block}`
      convolve(`${name}.conv1`, [width, from, 1, 1])
      convolve(`${name}.conv2`, [width, width, 3, 3])
      convolve(`${name}.conv3`, [to, width, 1, 1])
      if (block === 0) convolve(`${name}.shortcut`, [to, from, 1, 1])
    }
  }
  const plain = (name: string, shape: number[]) => {
    shapes.push([`${name}.weight`, shape], [`${name}.bias`, [shape[0] as number]])
  }
  for (const level of [3, 4, 5]) {
    plain(`backbone.fpn_lateral${level}`, [256, 256 * 2 ** (level - 2), 1, 1])
    plain(`backbone.fpn_output${level}`, [256, 256, 3, 3])
  }
  plain('backbone.top_block.p6', [256, 2048, 3, 3])
  plain('backbone.top_block.p7', [256, 256, 3, 3])
  for (const place of [0, 2, 4, 6]) {
    plain(`head.cls_subnet.${place}`, [256, 256, 3, 3])
    plain(`head.bbox_subnet.${place}`, [256, 256, 3, 3])
  }
  plain('head.cls_score', [720, 256, 3, 3])
  plain('head.bbox_pred', [36, 256, 3, 3])
  return shapes
}

/** Entries of torchvision's classification checkpoints (test/oracles/weights/classification.py). */
const classification = JSON.parse(
  gunzipSync(
    readFileSync(path.resolve(import.meta.dirname, '../../../oracles/weights/classification.json.gz')),
  ).toString(),
) as Record<string, Record<string, number[]>>

describe("torchvision's classification checkpoints", () => {
  const names: Record<string, string> = {
    resnext50_32x4d: 'resnext50-32x4d',
    resnext101_32x8d: 'resnext101-32x8d',
    resnext101_64x4d: 'resnext101-64x4d',
    mobilenet_v3_large: 'mobilenet-v3-large',
  }

  it.each(Object.keys(classification))('%s: known by its shapes, and all of its features are taken', (model) => {
    const shapes = Object.entries(classification[model] ?? {})
    const file = recognise(tensors(shapes), `${model}.pth`, null)
    const backbone = names[model] ?? model
    expect(file).toMatchObject({ title: `${backbone} of torchvision`, detector: false, classes: null })
    expect(file.network).toMatchObject({ backbone, resnetStride: '3x3', pixels: 'imagenet' })
    for (const batchNormalisation of ['folded', 'trained'] as const) {
      const network = retinaNetConfig.parse({ ...file.network, batchNormalisation })
      const { report } = file.take(makeRetinaNet(network, 3).parameters, network, [])
      expect(report).toMatchObject({ notFitting: [], classes: null })
      expect(report.missing.every((name) => /^(pyramid|classes|boxes)\./.test(name))).toBe(true)
      // MobileNetV3's last convolution belongs to its classifier.
      expect(report.leftOver.filter((name) => !name.startsWith('features.16.'))).toEqual([])
    }
  })
})

describe('recognition', () => {
  it("takes the whole of detectron2's RetinaNet", () => {
    const file = recognise(tensors(detectron2Shapes()), 'model_final.pkl', null)
    expect(file.title).toBe('detectron2 RetinaNet with resnet50, 80 classes')
    expect(file.network).toMatchObject({
      backbone: 'resnet50',
      resnetStride: '1x1',
      pixels: 'caffe',
      pyramid: { width: 256, p6From: 'c5' },
      heads: { depth: 4, width: 256, normalisation: 'none' },
      anchors: { baseScale: 4, centre: 'corner', rounded: false },
    })
    expect(file.classes?.names.slice(0, 2)).toEqual(['person', 'bicycle'])
    const names = file.classes?.names ?? []
    const { report } = file.take(makeRetinaNet(file.network, 80).parameters, file.network, names)
    expect(report).toMatchObject({ notFitting: [], leftOver: [], missing: [], classes: { fresh: [] } })
  })

  it("reads torchvision's older names, and leaves out background and the gaps in COCO's numbers", () => {
    const older = Object.entries(golden.v1.tensors).map(([name, shape]): [string, number[]] => [
      name
        .replace(/(inner|layer)_blocks\.(\d)\.0\./, '$1_blocks.$2.')
        .replace(/_head\.conv\.(\d)\.0\./, (_, place: string) => `_head.conv.${2 * Number(place)}.`),
      shape,
    ])
    const file = recognise(tensors(older), 'retinanet.pth', null)
    expect(file.classes?.names.length).toBe(80)
    expect(file.classes?.columns.slice(10, 13)).toEqual([11, 13, 14])
    const specs = makeRetinaNet(file.network, 2).parameters
    const { report } = file.take(specs, file.network, ['raccoon', 'dog'])
    expect(report).toMatchObject({ notFitting: [], leftOver: [], missing: [] })
    expect(report.classes).toEqual({ known: ['dog'], fresh: ['raccoon'] })
  })

  it('names each layer that does not fit with both shapes', () => {
    const file = recognise(tensors(detectron2Shapes()), 'model_final.pkl', null)
    const network = retinaNetConfig.parse({ ...file.network, pyramid: { ...file.network.pyramid, width: 128 } })
    const { report } = file.take(makeRetinaNet(network, 80).parameters, network, [])
    expect(report.notFitting).toContainEqual({
      parameter: 'pyramid.lateral3.filter',
      stored: 'backbone.fpn_lateral3.weight',
      storedShape: [256, 512, 1, 1],
      expectedShape: [128, 512, 1, 1],
    })
    expect(report.notFitting.every(({ parameter }) => !parameter.startsWith('layer'))).toBe(true)
  })

  it('refuses other networks, and names that are not as many as the classes', () => {
    const vgg = tensors([['features.0.weight', [64, 3, 3, 3]]])
    expect(() => recognise(vgg, 'vgg.pth', null)).toThrow(/no known network: its names are like "features.0.weight"/)
    expect(() => recognise(tensors(detectron2Shapes()), 'm.pkl', ['one'])).toThrow(/80 class outputs.*1 names/)
  })
})
