/** The weights that a run started from, with their licences, back to the first of the runs that it continues. */
import { weightsEntry } from '../../compute/weightsCatalogue.ts'
import type { StartingWeights } from '../../export/provenance.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import type { Snapshot } from '../../training/snapshot.ts'
import { readSnapshotFile } from './snapshot.ts'

/** Names of the backbones' weights in the catalogue. */
const weightsOf: Partial<Record<RetinaNetConfig['backbone'], string>> = {
  'csp-nanodet-g': 'nanodet-g',
  'efficientnet-lite0': 'efficientnet-lite0',
}

/** Empty for a start from random weights. An earlier run that is gone is named as such. */
export function startingWeights({
  config,
  continueFrom,
}: Pick<Snapshot, 'config' | 'continueFrom'>): StartingWeights[] {
  if (continueFrom !== null) return weightsOfRun(continueFrom)
  if (!config.network.pretrained) return []
  const { backbone } = config.network
  const entry = weightsEntry(weightsOf[backbone] ?? '')
  return [entry ?? { title: `Published weights of ${backbone}, where set-up had brought them`, licence: null }].map(
    ({ title, licence }) => ({ title, licence }),
  )
}

function weightsOfRun(folder: string): StartingWeights[] {
  try {
    return startingWeights(readSnapshotFile(folder))
  } catch {
    // Deleted since: what it started from cannot be known any more.
    return [{ title: 'An earlier model that has been deleted', licence: null }]
  }
}
