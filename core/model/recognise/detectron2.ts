/** detectron2's names: RetinaNets of its model zoo, and its ResNets for themselves. */
import { prefixBefore, type Dialect, type StoredLayer, type StoredTensors } from './dialect.ts'
import { isNew } from './torchvision.ts'

export function detectron2Dialect(stored: StoredTensors): Dialect | null {
  const prefix = prefixBefore(stored, 'res2.0.conv1.weight')
  if (prefix === null) return null
  const detector = stored.has('head.cls_score.weight')
  // Convolution and ReLU take turns in the heads; with GroupNorm it stands between them.
  const step = stored.has('head.cls_subnet.1.weight') ? 3 : 2
  return {
    title: detector ? 'detectron2 RetinaNet' : 'detectron2',
    detector,
    locate(layer) {
      if (!isNew(layer)) return locateBackbone(prefix, layer)
      return detector ? locateNew(layer, step) : null
    },
    anchorOrder: 'scales-first',
    epsilon: { file: 1e-5, plan: 1e-5 },
    // Its ResNets are MSRA's, from Caffe: blue first, pixels of 0 to 255 less the mean, stride in the first 1x1.
    settings: { pixels: 'caffe', resnetStride: '1x1' },
    isNeedless: (name) => /anchor_generator|pixel_(mean|std)|num_batches_tracked$|(^|\.)linear\./.test(name),
  }
}

/** layer1.0.conv1 -> res2.0.conv1, layer1.0.downsample.0 -> res2.0.shortcut, conv1 -> stem.conv1. */
function locateBackbone(prefix: string, layer: string): StoredLayer {
  const renamed = layer
    .replace(/^conv1$/, 'stem.conv1')
    .replace(/^layer(\d)/, (_, number: string) => `res${Number(number) + 1}`)
    .replace(/\.downsample\.0$/, '.shortcut')
  return { convolution: prefix + renamed, normalisation: `${prefix}${renamed}.norm` }
}

const fixed: Record<string, string> = {
  'pyramid.p6': 'backbone.top_block.p6',
  'pyramid.p7': 'backbone.top_block.p7',
  'classes.output': 'head.cls_score',
  'boxes.output': 'head.bbox_pred',
}

function locateNew(layer: string, step: number): StoredLayer | null {
  const known = fixed[layer]
  if (known) return { convolution: known, normalisation: null }
  const [, part, number] = /^(.*\D)(\d)$/.exec(layer) ?? []
  switch (part) {
    case 'pyramid.lateral':
      return { convolution: `backbone.fpn_lateral${number}`, normalisation: `backbone.fpn_lateral${number}.norm` }
    case 'pyramid.output':
      return { convolution: `backbone.fpn_output${number}`, normalisation: `backbone.fpn_output${number}.norm` }
    case 'classes.tower':
    case 'boxes.tower': {
      const tower = part === 'classes.tower' ? 'head.cls_subnet' : 'head.bbox_subnet'
      const place = (Number(number) - 1) * step
      return { convolution: `${tower}.${place}`, normalisation: `${tower}.${place + 1}` }
    }
  }
  return null
}
