/** models: the trained runs of a project, and giving them out. */
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { modelExportFormat } from '../api/inputs.ts'
import type { ModelExportFormat } from '../api/types.ts'
import { count, inputSize } from './arguments.ts'
import { answer, type Output } from './report.ts'
import { jobResult, withProject } from './session.ts'
import { duration, score, table } from './words.ts'

export function addModels(program: Command): void {
  const models = program.command('models').description('the runs of a project')
  models
    .command('list')
    .description('list runs, newest first')
    .argument('<project>')
    .option('--json', 'one JSON object on stdout', false)
    .action(list)
  models
    .command('import')
    .description('make a run of a detector: exported by a studio, or torchvision’s or detectron2’s RetinaNet')
    .argument('<file>', '.pth, .pt, .pkl or .safetensors, or the folder of an exported model')
    .requiredOption('--project <project>', 'project that gets the run')
    .option('--name <text>', 'name of the run')
    .option('--classes <names>', 'names of the file’s classes in its order, with commas; COCO’s are known', commas)
    .option('--all-classes', 'take classes that the project lacks, too, and add them to it', false)
    .option('--json', 'one JSON object on stdout', false)
    .action(importModel)
  models
    .command('export')
    .description('write a run’s model, its card and examples to a folder of their own')
    .argument('<project>')
    .argument('<run>', 'number of the run', count)
    .argument('[out]', 'folder to make')
    .addOption(
      new Option(
        '--format <name>',
        'studio: for Focal Studio; onnx-detections: boxes come out; onnx: the network; tfjs',
      )
        .choices(modelExportFormat.options)
        .default('studio'),
    )
    .option('--out <folder>', 'folder to make, as an option')
    .option('--half', 'weights in half precision: half the size, slightly other scores', false)
    .option('--size <WIDTHxHEIGHT>', 'pixels of the input of an ONNX or TensorFlow.js model', inputSize)
    .option('--replace', 'take the place of an earlier export', false)
    .option('--json', 'one JSON object on stdout', false)
    .action(exportRun)
}

async function list(location: string, output: Output): Promise<void> {
  await withProject(location, async ({ services }, project) => {
    const runs = services.training.runs(project.id)
    const rows = runs.map((run) => [
      String(run.id),
      run.name,
      run.status,
      run.preset,
      String(run.steps),
      duration(run.seconds),
      score(run.scores?.ap50),
      score(run.scores?.ap),
    ])
    answer(output, { runs }, () =>
      runs.length === 0
        ? 'No runs yet.'
        : table([['run', 'name', 'status', 'preset', 'steps', 'time', 'AP50', 'AP'], ...rows]),
    )
  })
}

interface ImportOptions extends Output {
  project: string
  name?: string
  classes?: string[]
  allClasses: boolean
}

async function importModel(file: string, { project: location, ...options }: ImportOptions): Promise<void> {
  const { name, classes, allClasses } = options
  await withProject(location, async (engine, project) => {
    const job = engine.services.training.importModel(project.id, {
      file: path.resolve(file),
      allClasses,
      ...(name === undefined ? {} : { name }),
      ...(classes === undefined ? {} : { classNames: classes }),
    })
    const { run, title, classes: taken } = await jobResult(engine, job, 'import-model')
    answer(
      options,
      { run, title, classes: taken },
      () =>
        `Run ${run} is ${title}; it finds ${taken.length === 1 ? taken[0] : `${taken.length} classes: ${taken.join(', ')}`}`,
    )
  })
}

function commas(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

interface ExportOptions extends Output {
  format: ModelExportFormat
  out?: string
  half: boolean
  size?: { width: number; height: number }
  replace: boolean
}

async function exportRun(
  location: string,
  run: number,
  folder: string | undefined,
  { format, out = folder, half, size, replace, ...output }: ExportOptions,
): Promise<void> {
  if (out === undefined) throw new InvalidArgumentError('Name the folder to make.')
  await withProject(location, async (engine, project) => {
    const request = { out: path.resolve(out), format, half, replace, ...(size ? { input: size } : {}) }
    const job = engine.services.training.exportModel(project.id, run, request)
    const { out: written, files } = await jobResult(engine, job, 'export-model')
    answer(output, { out: written, files }, () => `Wrote ${written}`)
  })
}
