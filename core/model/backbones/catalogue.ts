/** The feature extractors by their name in the settings. */
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Backbone } from './backbone.ts'
import { cspNanodetG } from './cspNanodetG.ts'
import { efficientnetLite0 } from './efficientnetLite0.ts'

export const backbones: Record<RetinaNetConfig['backbone'], Backbone> = {
  'csp-nanodet-g': cspNanodetG,
  'efficientnet-lite0': efficientnetLite0,
}
