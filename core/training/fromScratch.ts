/** What a training changes when the weights that it should start from are missing. */
import type { RetinaNetConfig } from './config.ts'

/**
 * The network for a start from random values: nothing of them is worth freezing, and batch normalisation has to learn
 * its statistics from the batches.
 */
export function fromScratch(network: RetinaNetConfig): RetinaNetConfig {
  return { ...network, freezeUpTo: 'none', unfreezeAt: [], batchNormalisation: 'trained' }
}
