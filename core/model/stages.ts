/** The stages of a network, and which of them stay as they are while the rest trains. */
import type { RetinaNetConfig } from '../training/config.ts'

/** Stages of a backbone in forward order; `stem` ends at stride 2 or 4, cN at stride 2^N. */
export const backboneStages = ['stem', 'c2', 'c3', 'c4', 'c5'] as const
export type BackboneStage = (typeof backboneStages)[number]

/** Stages whose outputs a pyramid can take. */
export type FeatureName = Exclude<BackboneStage, 'stem'>

/** Where a parameter lies: in the backbone, in laterals that came trained with it, or in the new pyramid and heads. */
export type NetworkStage = BackboneStage | 'laterals' | 'new'

/** The last frozen stage of the backbone; `all` freezes the whole and its laterals, `none` nothing. */
export type Boundary = RetinaNetConfig['freezeUpTo']

/** Stages of the backbone that a boundary freezes, in forward order. */
export function frozenStages(boundary: Boundary): readonly BackboneStage[] {
  if (boundary === 'none') return []
  if (boundary === 'all') return backboneStages
  return backboneStages.slice(0, backboneStages.indexOf(boundary) + 1)
}

export function isFrozen(stage: NetworkStage, boundary: Boundary): boolean {
  if (stage === 'new') return false
  if (stage === 'laterals') return boundary === 'all'
  return frozenStages(boundary).includes(stage)
}
