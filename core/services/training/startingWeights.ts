/** The weights that a run started from, with their licences, back to the first of the runs that it continues. */
import path from 'node:path'
import { weightsEntry } from '../../compute/weightsCatalogue.ts'
import type { StartingWeights } from '../../export/provenance.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Snapshot } from '../../training/snapshot.ts'
import { readSnapshotFile } from './snapshot.ts'

/** Names of the backbones' weights in the catalogue. */
export const weightsNames: Partial<Record<RetinaNetConfig['backbone'], string>> = {
  'csp-nanodet-g': 'nanodet-g',
  'efficientnet-lite0': 'efficientnet-lite0',
  'efficientnet-lite1': 'efficientnet-lite1',
  'efficientnet-lite2': 'efficientnet-lite2',
}

type Start = Pick<Snapshot, 'config' | 'continueFrom' | 'images'>

/** Empty for a start from random weights. An earlier run that is gone is named as such. */
export function startingWeights({ config, continueFrom, images }: Start): StartingWeights[] {
  if (continueFrom !== null) return weightsOfRun(continueFrom)
  // A run without images was not trained here.
  if (images.length === 0) return [{ title: 'An imported model', licence: null }]
  const { backbone, pretrained, weightsFile } = config.network
  if (weightsFile) return [{ title: `The weights file ${path.basename(weightsFile)}`, licence: null }]
  if (!pretrained) return []
  const entry = weightsEntry(weightsNames[backbone] ?? '')
  if (entry) return [{ title: entry.title, licence: entry.licence }]
  return [{ title: `Published weights of ${backbone}, where set-up had brought them`, licence: null }]
}

function weightsOfRun(folder: string): StartingWeights[] {
  try {
    return startingWeights(readSnapshotFile(folder))
  } catch {
    // Deleted since: what it started from cannot be known any more.
    return [{ title: 'An earlier model that has been deleted', licence: null }]
  }
}
