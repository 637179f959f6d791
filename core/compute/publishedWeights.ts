/** The published weights of a backbone, from the user's cache. */
import { backbones } from '../model/backbones/catalogue.ts'
import type { ParameterValues } from '../model/parameters.ts'
import type { RetinaNetConfig } from '../training/config.ts'
import { findWeights } from './nativeLocation.ts'
import { weightsEntry } from './weightsCatalogue.ts'

/** Values by parameter name, or null where set-up has not brought them. Throws BROKEN_FILE when they are damaged. */
export async function publishedWeights(name: RetinaNetConfig['backbone']): Promise<ParameterValues | null> {
  const backbone = backbones[name]
  const entry = weightsEntry(backbone.weightsName)
  const folder = entry && findWeights(entry)
  return folder ? backbone.readWeights(folder) : null
}
