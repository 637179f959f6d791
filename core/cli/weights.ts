/** train --weights: what is in the file and what becomes of it, told before the training. */
import path from 'node:path'
import type { WeightsInspection } from '../api/types.ts'
import type { Engine } from '../engine.ts'
import type { TrainingConfigInput } from '../training/config.ts'
import { mergeOverrides } from '../training/resolveConfig.ts'
import { tell } from './report.ts'
import { jobResult } from './session.ts'

/** Overrides under which the training takes the file; what the person set wins. Unchanged without a file. */
export async function withWeights(
  engine: Engine,
  project: string,
  preset: string,
  file: string | undefined,
  config: TrainingConfigInput,
): Promise<TrainingConfigInput> {
  if (file === undefined) return config
  const job = engine.services.training.inspectWeights(project, path.resolve(file), preset, config)
  const { weights } = await jobResult(engine, job, 'inspect-weights')
  for (const line of weightsWords(weights)) tell(line)
  return mergeOverrides(weights.settings, config)
}

/** The report, a line for each layer that does not fit. */
function weightsWords({ file, title, report }: WeightsInspection): string[] {
  const { taken, takenNumbers, notFitting, leftOver, missing, classes } = report
  const lines = [
    `${path.basename(file)}: ${title}; ${taken.length} parameters with ${takenNumbers.toLocaleString('en')} numbers taken`,
    ...notFitting.map(
      ({ parameter, stored, storedShape, expectedShape }) =>
        `  does not fit: ${stored} is ${storedShape.join('x')}, ${parameter} needs ${expectedShape.join('x')}`,
    ),
    ...layersOf(missing).map((layer) => `  not in the file: ${layer}`),
    ...leftOver.map((name) => `  not used: ${name}`),
  ]
  if (!classes) return lines
  const fresh = classes.fresh.length > 0 ? `; new: ${classes.fresh.join(', ')}` : ''
  return [...lines, `  classes known: ${classes.known.join(', ') || 'none'}${fresh}`]
}

/** "pyramid.lateral3.filter" and ".bias" as one "pyramid.lateral3". */
function layersOf(parameters: readonly string[]): string[] {
  return [...new Set(parameters.map((name) => name.slice(0, name.lastIndexOf('.'))))]
}
