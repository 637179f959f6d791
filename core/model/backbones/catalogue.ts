/** The feature extractors by their name in the settings. */
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Backbone } from './backbone.ts'
import { cspNanodetG } from './cspNanodetG.ts'
import { makeEfficientNetLite, type EfficientNetShape } from './efficientnetLite.ts'
import { makeMobileNetV3 } from './mobilenetV3.ts'
import { makeResNet, type ResNetShape } from './resnet.ts'

type MakeBackbone = (config: RetinaNetConfig) => Backbone

const resnet =
  (shape: ResNetShape): MakeBackbone =>
  (config) =>
    makeResNet(shape, config)

const efficientnet =
  (shape: EfficientNetShape): MakeBackbone =>
  (config) =>
    makeEfficientNetLite(shape, config)

const backbones: Record<RetinaNetConfig['backbone'], MakeBackbone> = {
  'csp-nanodet-g': () => cspNanodetG,
  'efficientnet-lite0': efficientnet({ weightsName: 'efficientnet-lite0', width: 1, depth: 1 }),
  'efficientnet-lite1': efficientnet({ weightsName: 'efficientnet-lite1', width: 1, depth: 1.1 }),
  'efficientnet-lite2': efficientnet({ weightsName: 'efficientnet-lite2', width: 1.1, depth: 1.2 }),
  'mobilenet-v3-large': makeMobileNetV3,
  resnet18: resnet({ block: 'basic', blocks: [2, 2, 2, 2] }),
  resnet34: resnet({ block: 'basic', blocks: [3, 4, 6, 3] }),
  resnet50: resnet({ block: 'bottleneck', blocks: [3, 4, 6, 3] }),
  resnet101: resnet({ block: 'bottleneck', blocks: [3, 4, 23, 3] }),
  resnet152: resnet({ block: 'bottleneck', blocks: [3, 8, 36, 3] }),
  'resnext50-32x4d': resnet({ block: 'bottleneck', blocks: [3, 4, 6, 3], groups: 32, groupWidth: 4 }),
  'resnext101-32x8d': resnet({ block: 'bottleneck', blocks: [3, 4, 23, 3], groups: 32, groupWidth: 8 }),
  'resnext101-64x4d': resnet({ block: 'bottleneck', blocks: [3, 4, 23, 3], groups: 64, groupWidth: 4 }),
}

/** The backbone that the settings name, with its stride convention and normalisation. */
export function makeBackbone(config: RetinaNetConfig): Backbone {
  return backbones[config.backbone](config)
}
