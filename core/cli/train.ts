/** train: trains in this terminal, with the story on stderr and the result on stdout. */
import { Option, type Command } from 'commander'
import { StudioError } from '../api/errors.ts'
import type { RunSummary } from '../api/types.ts'
import type { Engine } from '../engine.ts'
import { classLossNames, type TrainingConfig, type TrainingConfigInput } from '../training/config.ts'
import type { StoredTrainEvent } from '../training/events.ts'
import { gainToCome } from '../training/gainToCome.ts'
import { presets } from '../training/presets/index.ts'
import { count, fraction, positive, whole } from './arguments.ts'
import { answer, endLive, tell, tellLive, type Output } from './report.ts'
import { withProject } from './session.ts'
import { collectSetting, overridesOf, type SettingOptions } from './settings.ts'
import { fitAnchors, fitWords, planWords, withAnchors } from './trainPlan.ts'
import { withWeights } from './weights.ts'
import { duration, score, table } from './words.ts'

interface TrainOptions extends Output, SettingOptions {
  preset: string
  resume?: number
  name?: string
  continueFrom?: number
  weights?: string
  fitAnchors: boolean
  plan: boolean
}

export function addTrain(program: Command): void {
  const names = presets.map((preset) => preset.name)
  program
    .command('train')
    .description('train a detector on the done images')
    .argument('<project>')
    .addOption(new Option('--preset <name>', 'starting point of the settings').choices(names).default(names[0]))
    .option('--minutes <number>', 'time for training', positive)
    .addOption(new Option('--steps <number>', 'steps instead of time').argParser(count).conflicts('minutes'))
    .addOption(new Option('--loss <name>', 'loss of the class scores').choices(classLossNames))
    .option('--gamma <number>', 'focus of the focal losses', Number)
    .option('--alpha <number>', 'weight of objects in the balanced losses', fraction)
    .option('--seed <number>', 'same seed, same run', whole)
    .option('--backend <name>', 'auto, tensorflow, webgpu or cpu')
    .option('--set <key=value>', 'any other setting, as in network.heads.depth=3; repeatable', collectSetting, [])
    .option('--name <text>', 'name of the run')
    .option('--continue-from <run>', 'start from the weights of this run', count)
    .addOption(
      new Option('--weights <file>', 'start from a weights file: .pth, .pt, .pkl or .safetensors').conflicts(
        'continueFrom',
      ),
    )
    .option('--resume <run>', 'go on with an interrupted or stopped run', count)
    .option('--fit-anchors', 'fit the anchors to the training boxes first', false)
    .option('--plan', 'only say what the training would do', false)
    .option('--json', 'one JSON object on stdout', false)
    .action(train)
}

async function train(location: string, options: TrainOptions): Promise<void> {
  await withProject(location, async (engine, project) => {
    if (options.plan) return tellPlan(engine, project.id, options)
    const { training } = engine.services
    const last = options.resume === undefined ? 0 : await lastEvent(engine, project.id, options.resume)
    const run = await begin(engine, project.id, options)
    const stop = stopOnInterrupt(() => training.stop(project.id, run.id))
    const story = new Story(training.run(project.id, run.id).config.schedule)
    const { signal } = new AbortController()
    for await (const event of training.events(project.id, run.id, last, signal)) story.tell(event)
    endLive()
    stop()
    const ended = training.run(project.id, run.id)
    if (ended.error) throw new StudioError(ended.error.code, ended.error.message, ended.error.hint, ended.error.details)
    answer(options, resultOf(ended), () => wordsOf(ended))
  })
}

async function begin(engine: Engine, project: string, options: TrainOptions): Promise<RunSummary> {
  const { training } = engine.services
  if (options.resume !== undefined) return training.resume(project, options.resume)
  const config = await settingsOf(engine, project, options)
  const { warnings } = await training.plan(project, options.preset, config, options.continueFrom)
  for (const { severity, text } of warnings) {
    if (severity !== 'error') tell(text)
  }
  const { preset, name, continueFrom } = options
  return training.start(project, {
    preset,
    config,
    ...(name === undefined ? {} : { name }),
    ...(continueFrom === undefined ? {} : { continueFrom }),
  })
}

async function tellPlan(engine: Engine, project: string, options: TrainOptions): Promise<void> {
  const config = await settingsOf(engine, project, options)
  const plan = await engine.services.training.plan(project, options.preset, config, options.continueFrom)
  answer(options, plan, () => planWords(plan))
}

async function settingsOf(engine: Engine, project: string, options: TrainOptions): Promise<TrainingConfigInput> {
  const config = await withWeights(engine, project, options.preset, options.weights, overridesOf(options))
  if (!options.fitAnchors) return config
  const fit = await fitAnchors(engine, project, options.preset, config)
  tell(fitWords(fit))
  return withAnchors(config, fit)
}

/** What a run that has ended said so far is not told again when it goes on. */
async function lastEvent({ services }: Engine, project: string, run: number): Promise<number> {
  const { signal } = new AbortController()
  let last = 0
  for await (const { seq } of services.training.events(project, run, 0, signal)) last = seq
  return last
}

/** The first Ctrl-C stops cleanly, the second ends at once; the returned function takes it back. */
function stopOnInterrupt(stop: () => void): () => void {
  const onInterrupt = () => {
    endLive()
    tell('Stopping: last evaluation, then the end. Ctrl-C again ends at once; the checkpoint stays.')
    stop()
    process.once('SIGINT', () => process.exit(1))
  }
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  return () => {
    process.removeAllListeners('SIGINT')
    process.removeAllListeners('SIGTERM')
  }
}

/** The run's story on stderr: one live line for the steps, a line of its own for everything else. */
class Story {
  readonly #schedule: TrainingConfig['schedule']
  readonly #evaluations: Array<Extract<StoredTrainEvent, { kind: 'evaluation' }>> = []
  #step: Extract<StoredTrainEvent, { kind: 'step' }> | null = null
  #scores = ''
  #lastLine = 0

  constructor(schedule: TrainingConfig['schedule']) {
    this.#schedule = schedule
  }

  tell(event: StoredTrainEvent): void {
    if (event.kind === 'step') this.#tellStep(event)
    else {
      const line = this.#line(event)
      if (line === null) return
      tellLive('')
      tell(line)
    }
  }

  #tellStep(event: Extract<StoredTrainEvent, { kind: 'step' }>): void {
    this.#step = event
    const left = event.secondsLeft === null ? '' : `  ${duration(event.secondsLeft)} left`
    const losses = `loss ${event.loss.toFixed(3)} (class ${event.classLoss.toFixed(3)}, box ${event.boxLoss.toFixed(3)})`
    const percent = `${Math.round(event.progress * 100)} %`.padStart(5)
    const line = `step ${event.step} ${percent}  ${losses}  ${event.imagesPerSecond.toFixed(1)} images/s${left}${this.#scores}`
    tellLive(line)
    if (process.stderr.isTTY || Date.now() - this.#lastLine < LINE_EVERY_MS) return
    this.#lastLine = Date.now()
    tell(line)
  }

  #line(event: StoredTrainEvent): string | null {
    switch (event.kind) {
      case 'started':
        return `Training on ${event.trainImages} images, validating on ${event.valImages}: ${event.backend}${event.resumedAt === null ? '' : `, going on from step ${event.resumedAt}`}`
      case 'note':
        return event.text
      case 'evaluation': {
        const { ap50, ap } = event.scores
        this.#scores = `  AP50 ${score(ap50)}`
        this.#evaluations.push(event)
        const gain = this.#step && gainToCome(this.#evaluations, this.#step, this.#schedule)
        const best = event.best ? '  (best so far)' : ''
        return `step ${event.step}: AP50 ${score(ap50)}  AP ${score(ap)}${best}${gain ? `; ${gain}` : ''}`
      }
      case 'rolled-back':
        return `Step ${event.step}: ${event.reason}; back to step ${event.toStep}, learning rate times ${event.learningRateFactor}`
      case 'paused':
        return 'Paused'
      case 'resumed':
        return 'Going on'
      default:
        return null
    }
  }
}

/** Without a terminal to overwrite a line in, one is written this often. */
const LINE_EVERY_MS = 10_000

function resultOf({ id, status, steps, seconds, backend, scores, bestStep }: RunSummary): object {
  const { ap, ap50, ap75, perClass } = scores ?? { ap: null, ap50: null, ap75: null, perClass: [] }
  return { run: id, status, steps, seconds, backend, ap, ap50, ap75, perClass, bestStep }
}

function wordsOf(run: RunSummary): string {
  const { scores } = run
  const head = `${run.name}: ${run.status} after ${run.steps} steps, ${duration(run.seconds)}`
  if (!scores) return head
  const rows = scores.perClass.map(({ name, ap, ap50, groundTruths }) => [
    name,
    score(ap50),
    score(ap),
    String(groundTruths),
  ])
  return [
    `${head}; best at step ${run.bestStep ?? run.steps}: AP50 ${score(scores.ap50)}, AP75 ${score(scores.ap75)}, AP ${score(scores.ap)}`,
    table([['class', 'AP50', 'AP', 'labels'], ...rows]),
  ].join('\n')
}
