/** Staged unfreezing: which part of the backbone is frozen at which moment of a training. */
import type { Boundary } from '../model/stages.ts'
import type { TrainingConfig } from './config.ts'

/** Boundaries from the most frozen to nothing frozen. */
const order: readonly Boundary[] = ['all', 'c4', 'c3', 'c2', 'stem', 'none']

/** The last frozen stage at a progress of 0 to 1: each of `unfreezeAt` that has passed lets one more stage train. */
export function boundaryAt({ freezeUpTo, unfreezeAt }: TrainingConfig['network'], progress: number): Boundary {
  const passed = unfreezeAt.filter((at) => progress >= at).length
  return order[Math.min(order.indexOf(freezeUpTo) + passed, order.length - 1)] as Boundary
}
