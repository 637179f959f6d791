/** torchvision's names: classification networks, and RetinaNets of either version around them. */
import { normalisationName } from '../backbones/torchvisionNames.ts'
import { prefixBefore, type Dialect, type StoredLayer, type StoredTensors } from './dialect.ts'

/** Layers by which its networks are known: ResNets, MobileNetV3. */
const landmarks = ['layer1.0.conv1.weight', 'features.1.block.0.0.weight']

/**
 * torchvision's COCO weights of the first RetinaNet were trained with no constant beside the variance, and its own
 * loader sets it to zero for them alone; a few channels have next to no variance. The name is the published file's.
 */
const withoutEpsilon = /retinanet_resnet50_fpn_coco-eeacb38b/

export function torchvisionDialect(stored: StoredTensors, file: string): Dialect | null {
  const landmark = landmarks.find((ending) => prefixBefore(stored, ending) !== null)
  if (landmark === undefined) return null
  const prefix = prefixBefore(stored, landmark) ?? ''
  const detector = stored.has('head.classification_head.cls_logits.weight')
  const mobile = landmark.startsWith('features')
  const locateBackbone = (layer: string): StoredLayer => {
    const isGate = /\.fc\d$/.test(layer)
    return { convolution: prefix + layer, normalisation: isGate ? null : prefix + normalisationName(layer) }
  }
  return {
    title: detector ? 'torchvision RetinaNet' : 'torchvision',
    detector,
    locate: (layer) => (isNew(layer) ? (detector ? locateNew(stored, layer) : null) : locateBackbone(layer)),
    anchorOrder: 'ratios-first',
    epsilon: mobile ? { file: 1e-3, plan: 1e-3 } : { file: withoutEpsilon.test(file) ? 0 : 1e-5, plan: 1e-5 },
    settings: { pixels: 'imagenet', resnetStride: '3x3' },
    isNeedless: (name) => /(^|\.)(fc|classifier)\.|num_batches_tracked$/.test(name),
  }
}

export function isNew(layer: string): boolean {
  return /^(pyramid|classes|boxes)\./.test(layer)
}

const fixed: Record<string, string> = {
  'pyramid.p6': 'backbone.fpn.extra_blocks.p6',
  'pyramid.p7': 'backbone.fpn.extra_blocks.p7',
  'classes.output': 'head.classification_head.cls_logits',
  'boxes.output': 'head.regression_head.bbox_reg',
}

/** Pyramid and heads; files from before torchvision 0.12 name their convolutions one step less deep. */
function locateNew(stored: StoredTensors, layer: string): StoredLayer | null {
  const known = fixed[layer]
  if (known) return { convolution: known, normalisation: null }
  const [, part, number] = /^(.*\D)(\d)$/.exec(layer) ?? []
  const index = Number(number)
  const either = (newer: string, older: string) => (stored.has(`${newer}.weight`) ? newer : older)
  switch (part) {
    case 'pyramid.lateral':
    case 'pyramid.output': {
      const blocks = `backbone.fpn.${part === 'pyramid.lateral' ? 'inner' : 'layer'}_blocks.${index - 3}`
      return { convolution: either(`${blocks}.0`, blocks), normalisation: null }
    }
    case 'classes.tower':
    case 'boxes.tower': {
      const tower = `head.${part === 'classes.tower' ? 'classification' : 'regression'}_head.conv`
      const convolution = either(`${tower}.${index - 1}.0`, `${tower}.${2 * (index - 1)}`)
      return { convolution, normalisation: `${tower}.${index - 1}.1` }
    }
  }
  return null
}
