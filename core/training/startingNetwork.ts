/** What the weights that a training starts from, or their absence, ask of the network's settings. */
import type { RetinaNetConfig } from './config.ts'

/**
 * The network for a start from random values: nothing of them is worth freezing, and batch normalisation has to learn
 * its statistics from the batches.
 */
export function fromScratch(network: RetinaNetConfig): RetinaNetConfig {
  return { ...network, freezeUpTo: 'none', unfreezeAt: [], batchNormalisation: 'trained' }
}

/**
 * The network for going on with an earlier one of the same backbone: what was folded into its convolutions cannot be
 * taken out again, nor be left out when it was not.
 */
export function continuing(network: RetinaNetConfig, earlier: RetinaNetConfig): RetinaNetConfig {
  const isFolded = ({ batchNormalisation }: RetinaNetConfig) => batchNormalisation === 'folded'
  if (network.backbone !== earlier.backbone || isFolded(network) === isFolded(earlier)) return network
  return { ...network, batchNormalisation: earlier.batchNormalisation }
}
