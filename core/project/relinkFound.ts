/** Takes what a search for moved images found, as one undo step. */
import { recordChange } from './history.ts'
import { mergeTwins, planMerges, type Twins } from './mergeTwins.ts'
import type { Project } from './project.ts'
import { relinkImages, type NewPlace } from './relink.ts'

/** Gives images their new places, and makes one of each pair of twins that can be. @returns how many of each. */
export function relinkFound(
  project: Project,
  places: readonly NewPlace[],
  twins: readonly Twins[],
): { images: number; merged: number } {
  const plan = planMerges(project, twins)
  const title = [
    ...(places.length > 0 ? [places.length === 1 ? 'Relink image' : `Relink ${places.length} images`] : []),
    ...(plan.pairs.length > 0 ? [mergeTitle(plan.pairs.length)] : []),
  ].join(', ')
  return recordChange(project, title, (change) => ({
    images: relinkImages(change, places),
    merged: mergeTwins(change, plan),
  }))
}

function mergeTitle(pairs: number): string {
  return pairs === 1 ? 'Merge image with its copy' : `Merge ${pairs} images with their copies`
}
