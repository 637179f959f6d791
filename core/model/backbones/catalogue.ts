/** The feature extractors by their name in the settings. */
import { StudioError } from '../../api/errors.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Backbone } from './backbone.ts'
import { cspNanodetG } from './cspNanodetG.ts'

const backbones = new Map<RetinaNetConfig['backbone'], Backbone>([['csp-nanodet-g', cspNanodetG]])

/** The backbone of a name in the settings. */
export function backboneNamed(name: RetinaNetConfig['backbone']): Backbone {
  const backbone = backbones.get(name)
  if (!backbone) throw new StudioError('UNSUPPORTED', `There is no backbone "${name}".`, 'Choose csp-nanodet-g.')
  return backbone
}
