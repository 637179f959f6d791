/** The normalisation of a backbone's convolutions, by the setting. */
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Normalisation } from '../normalisation.ts'

/** `momentum`: the share of a batch in the moving statistics, as PyTorch counts it. */
export function batchNormalisation(
  setting: RetinaNetConfig['batchNormalisation'],
  epsilon = 1e-5,
  momentum = 0.1,
): Normalisation {
  if (setting === 'folded') return { kind: 'none' }
  return { kind: setting === 'frozen' ? 'frozen-batch' : 'batch', epsilon, momentum }
}
