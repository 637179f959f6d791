/** detect: a trained model on any images, in COCO's results form; with or without a project. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { StudioError } from '../api/errors.ts'
import type { Engine } from '../engine.ts'
import type { Detection } from '../training/events.ts'
import { writeAtomicallySync } from '../atomicWrite.ts'
import { count, fraction } from './arguments.ts'
import { imageFiles } from './imageFiles.ts'
import { answer, endLive, tellLive, type Output } from './report.ts'
import { jobResult, withEngine, withProject } from './session.ts'
import { counted, itemLines } from './words.ts'

interface DetectOptions extends Output {
  model?: string
  run?: number
  minScore: number
  out?: string
  backend: string
}

/** One row of COCO's results form; `file_name` beside it, since images named here have no other number. */
interface ResultRow {
  image_id: number
  file_name: string
  category_id: number
  bbox: [number, number, number, number]
  score: number
}

interface Found {
  images: Array<{ id: number; file_name: string }>
  results: ResultRow[]
  skipped: Array<{ file: string; field: null; reason: string }>
}

export function addDetect(program: Command): void {
  program
    .command('detect')
    .description('find objects in images')
    .usage('(PROJECT | --model DIR) [IMAGES…] [options]')
    .argument('[paths...]', 'the project, unless --model is given; then images or folders of images')
    .option('--model <folder>', 'an exported model')
    .option('--run <id>', 'run of the project; the newest with weights when not given', count)
    .option('--min-score <score>', 'leave out weaker detections', fraction, 0.05)
    .option('--backend <name>', 'auto, tensorflow, webgpu or cpu', 'auto')
    .option('--out <file>', 'write COCO results there')
    .option('--json', 'one JSON object on stdout', false)
    .action(detect)
}

async function detect(paths: string[], options: DetectOptions): Promise<void> {
  const found = options.model === undefined ? await withRun(paths, options) : await withModel(paths, options)
  const { images, results, skipped } = found
  const { out } = options
  if (out !== undefined) writeAtomicallySync(path.resolve(out), `${JSON.stringify(results)}\n`)
  const where = out === undefined ? { results } : { out: path.resolve(out) }
  const summary = { images: images.length, detections: results.length, skipped, ...where }
  answer(options, summary, () =>
    out === undefined
      ? JSON.stringify(results)
      : [
          `${counted(results.length, 'detection')} in ${counted(images.length, 'image')}: ${path.resolve(out)}`,
          ...itemLines('Skipped', skipped),
        ].join('\n'),
  )
}

async function withModel(paths: string[], options: DetectOptions): Promise<Found> {
  const folder = path.resolve(options.model ?? '')
  if (paths.length === 0) throw new InvalidArgumentError('Name the images to look at.')
  if (!existsSync(path.join(folder, 'model.json'))) {
    throw new StudioError('NOT_FOUND', `There is no model in ${folder}.`, 'Export one from the Models page.')
  }
  return withEngine(async (engine) => detectFiles(engine, folder, await imageFiles(paths), options))
}

async function withRun([location, ...named]: string[], options: DetectOptions): Promise<Found> {
  if (location === undefined) throw new InvalidArgumentError('Name a project, or a model with --model.')
  return withProject(location, async (engine, project) => {
    const run = options.run ?? newestTrained(engine, project.id)
    const { folder } = engine.services.training.run(project.id, run)
    if (named.length > 0) return detectFiles(engine, folder, await imageFiles(named), options)
    return detectProject(engine, project.id, run, options)
  })
}

/** All images of the project; the suggestions are kept in it, as by the window's button. */
async function detectProject(engine: Engine, project: string, run: number, options: DetectOptions): Promise<Found> {
  const { services } = engine
  await jobResult(engine, services.review.detect(project, run, null, 'all'), 'detect')
  const query = { filter: {}, sort: 'path', descending: false } as const
  const found: Found = { images: [], results: [], skipped: [] }
  const { total } = await services.images.counts(project, {})
  for (let offset = 0; offset < total; offset += 1000) {
    for (const image of services.images.page(project, query, offset, 1000).rows) {
      if (image.problem !== null) {
        found.skipped.push({ file: image.path, field: null, reason: image.problem })
        continue
      }
      found.images.push({ id: image.id, file_name: image.path })
      const suggestions = services.review.suggestions(project, image.id, run, options.minScore)
      found.results.push(...suggestions.map((one) => resultRow(image.id, image.path, one)))
    }
  }
  return found
}

async function detectFiles(
  engine: Engine,
  modelFolder: string,
  files: string[],
  { minScore, backend }: DetectOptions,
): Promise<Found> {
  const images = files.map((file, index) => ({ id: index + 1, file }))
  const found: Found = { images: [], results: [], skipped: [] }
  const interrupted = new AbortController()
  const cancel = () => interrupted.abort(new StudioError('CANCELLED', 'Stopped before all images were looked at.'))
  process.once('SIGINT', cancel)
  const request = { modelFolder, images, minimumScore: minScore, backend, threads: 0 }
  await engine.detection.detect(
    request,
    ({ imageId, detections, problem }) => {
      const file = files[imageId - 1] ?? ''
      if (problem !== null) found.skipped.push({ file, field: null, reason: problem })
      else {
        found.images.push({ id: imageId, file_name: file })
        found.results.push(...detections.map((one) => resultRow(imageId, file, one)))
      }
      tellLive(`${found.images.length} of ${files.length}`)
    },
    interrupted.signal,
  )
  endLive()
  process.off('SIGINT', cancel)
  return found
}

function newestTrained({ services }: Engine, project: string): number {
  const trained = services.training.runs(project).find((run) => run.bestStep !== null || run.scores !== null)
  if (trained) return trained.id
  throw new StudioError('NOT_FOUND', 'No run of this project has trained weights.', 'Train first.')
}

function resultRow(image: number, file: string, { classId, score, x1, y1, x2, y2 }: Detection): ResultRow {
  return { image_id: image, file_name: file, category_id: classId, bbox: [x1, y1, x2 - x1, y2 - y1], score }
}
