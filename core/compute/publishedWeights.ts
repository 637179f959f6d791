/** The published weights of a backbone, from the user's cache. */
import { makeBackbone } from '../model/backbones/catalogue.ts'
import type { ParameterValues } from '../model/parameters.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import { findWeights } from './nativeLocation.ts'
import { weightsEntry } from './weightsCatalogue.ts'

/** Values by parameter name, or null where set-up has not brought them. Throws BROKEN_FILE when they are damaged. */
export async function publishedWeights(config: RetinaNetConfig): Promise<ParameterValues | null> {
  const { published } = makeBackbone(config)
  const entry = published && weightsEntry(published.name)
  const folder = entry && findWeights(entry)
  return published && folder ? published.read(folder) : null
}
