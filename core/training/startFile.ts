/** A training's start from a weights file of another program. */
import path from 'node:path'
import type { ParameterSpec } from '../model/parameters.ts'
import { recognise } from '../model/recognise/recognise.ts'
import type { WeightsReport } from '../model/recognise/report.ts'
import { readWeightsFile } from '../model/weights/weightsFile.ts'
import type { RetinaNetConfig } from './config.ts'
import type { ContinuedModel } from './startingValues.ts'

export interface FileStart extends ContinuedModel {
  report: WeightsReport
}

/** What the settings' weights file gives a network; null when they name none. Throws as reading it throws. */
export async function readStartFile(
  config: RetinaNetConfig,
  specs: readonly ParameterSpec[],
  classNames: readonly string[],
): Promise<FileStart | null> {
  if (config.weightsFile === null) return null
  const stored = await readWeightsFile(config.weightsFile)
  const {
    values,
    classNames: known,
    report,
  } = recognise(stored, path.basename(config.weightsFile), null).take(specs, config, classNames)
  return { values, classNames: known, report }
}

/** The report in a line, for the run's story. */
export function reportSentence({ title, taken, notFitting, missing, classes }: WeightsReport): string {
  const parts = [`${taken.length} parameters start from the weights file (${title})`]
  if (notFitting.length > 0) parts.push(`${notFitting.length} do not fit`)
  if (missing.length > 0) parts.push(`${missing.length} are not in it and start fresh`)
  if (classes) parts.push(`${classes.known.length} of ${classes.known.length + classes.fresh.length} classes are known`)
  return `${parts.join(', ')}.`
}
