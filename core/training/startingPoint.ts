/** What a training starts from: a model that is continued, a weights file, published weights, or nothing. */
import type { ParameterSpec, ParameterValues } from '../model/parameters.ts'
import type { RetinaNetConfig, TrainingConfig } from './config.ts'
import { readDescription, readValues } from './modelFolder.ts'
import type { Snapshot } from './snapshot.ts'
import { readStartFile, reportSentence } from './startFile.ts'
import { continuing, fromScratch } from './startingNetwork.ts'
import { startingValues, type ContinuedModel } from './startingValues.ts'

export interface StartingPoint {
  /** The snapshot's settings, with the network that fits what there is to start from. */
  config: TrainingConfig
  /** What had to be done without; null when nothing is missing. */
  note: string | null
  /** First values of every parameter of that network, and what a weights file gave, in words. */
  valuesOf(specs: readonly ParameterSpec[], classNames: readonly string[]): Promise<FirstValues>
}

interface FirstValues {
  values: ParameterValues
  fromFile: string | null
}

/** Gives the published weights of a network's backbone, or null where set-up has brought none. */
export type FindPublished = (network: RetinaNetConfig) => Promise<ParameterValues | null>

/** Chooses the starting point of a snapshot. Throws NOT_FOUND and BROKEN_FILE of the model that is continued. */
export async function startingPoint(snapshot: Snapshot, findPublished: FindPublished): Promise<StartingPoint> {
  const earlier = await readContinued(snapshot.continueFrom)
  const asked = earlier ? continuing(snapshot.config.network, earlier.network) : snapshot.config.network
  const published = asked.pretrained ? await findPublished(asked) : null
  const lacksWeights = asked.pretrained && !published && !earlier && asked.weightsFile === null
  const config = { ...snapshot.config, network: lacksWeights ? fromScratch(asked) : asked }
  return {
    config,
    note: lacksWeights
      ? `The published weights of ${config.network.backbone} are not installed, so the whole network trains from random ones: expect far lower scores for the same time.`
      : null,
    async valuesOf(specs, classNames) {
      const file = earlier ? null : await readStartFile(config.network, specs, classNames)
      return {
        values: startingValues(specs, config.seed, classNames, published, file ?? earlier),
        fromFile: file && reportSentence(file.report),
      }
    },
  }
}

async function readContinued(folder: string | null): Promise<(ContinuedModel & { network: RetinaNetConfig }) | null> {
  if (folder === null) return null
  const { classes, network } = await readDescription(folder)
  return { network, classNames: classes.map(({ name }) => name), values: await readValues(folder) }
}
