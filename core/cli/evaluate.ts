/** evaluate: COCO's numbers for a run of a project, or for two COCO files. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { StudioError } from '../api/errors.ts'
import { jsonFault, parseJson } from '../dataset/json.ts'
import { evaluate } from '../evaluation/cocoEval.ts'
import { readCocoFiles } from '../evaluation/cocoFiles.ts'
import { analyseErrors, type ErrorAnalysis } from '../evaluation/errorTypes.ts'
import { count } from './arguments.ts'
import { answer, type Output } from './report.ts'
import { jobResult, withProject } from './session.ts'
import { score, table } from './words.ts'

interface EvaluateOptions extends Output {
  run?: number
  split: 'train' | 'val' | 'test'
  truth?: string
  detections?: string
}

interface Result {
  stats: number[]
  perClass: Array<{ id: number; name: string; ap: number; ap50: number; groundTruths: number }>
  errorTypes: ErrorAnalysis['types']
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description("COCO's twelve numbers, scores per class and types of errors")
    .usage('(PROJECT --run ID [--split val|test] | --truth FILE --detections FILE) [options]')
    .argument('[project]')
    .option('--run <id>', 'run of the project', count)
    .addOption(new Option('--split <part>', 'images to evaluate on').choices(['train', 'val', 'test']).default('val'))
    .option('--truth <file>', 'COCO annotations')
    .option('--detections <file>', 'COCO results')
    .option('--json', 'one JSON object on stdout', false)
    .action(async (project: string | undefined, options: EvaluateOptions) => {
      const result = project === undefined ? await ofFiles(options) : await ofRun(project, options)
      answer(options, result, () => words(result))
    })
}

async function ofFiles({ truth, detections }: EvaluateOptions): Promise<Result> {
  if (truth === undefined || detections === undefined) {
    throw new InvalidArgumentError('Give a project with --run, or both --truth and --detections.')
  }
  const { categories, ...input } = readCocoFiles(await readJson(truth), await readJson(detections))
  const { stats, perClass } = evaluate(input)
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  return {
    stats,
    perClass: perClass.map(({ categoryId, ap, ap50, groundTruths }) => ({
      id: categoryId,
      name: names.get(categoryId) ?? String(categoryId),
      ap,
      ap50,
      groundTruths,
    })),
    errorTypes: analyseErrors(input).types,
  }
}

async function ofRun(location: string, { run, split }: EvaluateOptions): Promise<Result> {
  if (run === undefined) throw new InvalidArgumentError('Name the run with --run.')
  return withProject(location, async (engine, project) => {
    const { review } = engine.services
    await jobResult(engine, review.detect(project.id, run, null, split), 'detect')
    const { stats, perClass, errorTypes, images } = await review.report(project.id, { run, split, threshold: 0.5 })
    if (images === 0) {
      const hint = 'Split the done images first, or choose another part with --split.'
      throw new StudioError('NO_DATA', `The project has no done images in its ${split} part.`, hint)
    }
    return {
      stats,
      perClass: perClass.map(({ classId, name, ap, ap50, groundTruths }) => ({
        id: classId,
        name,
        ap,
        ap50,
        groundTruths,
      })),
      errorTypes,
    }
  })
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(path.resolve(file), 'utf8')
  try {
    return parseJson(text)
  } catch (error) {
    throw new StudioError('BROKEN_FILE', `${file} could not be read.`, jsonFault(error), { path: file }, error)
  }
}

const NAMES = [
  'AP',
  'AP50',
  'AP75',
  'AP small',
  'AP medium',
  'AP large',
  'AR 1',
  'AR 10',
  'AR 100',
  'AR small',
  'AR medium',
  'AR large',
]

function words({ stats, perClass, errorTypes }: Result): string {
  const classRows = perClass.map(({ name, ap, ap50, groundTruths }) => [
    name,
    score(ap50),
    score(ap),
    String(groundTruths),
  ])
  const errorRows = Object.entries(errorTypes).map(([name, { count, cost }]) => [name, String(count), score(cost)])
  return [
    table(stats.map((value, index) => [NAMES[index] ?? '', score(value)])),
    table([['class', 'AP50', 'AP', 'labels'], ...classRows]),
    table([['error', 'count', 'AP50 lost'], ...errorRows]),
  ].join('\n\n')
}
