/** A trainer or an engine that is killed in the middle of a training loses no label, and the run goes on. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Engine } from '../../../core/engine.ts'
import { BOXES, engineIn, eventOf, tinyProject, tinySettings } from './tinyTraining.ts'

const PATIENCE = 300_000
const never = new AbortController().signal
let folder: string
let engine: Engine

beforeEach(async () => {
  folder = await tinyProject()
  engine = engineIn(folder)
}, PATIENCE)
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
}, PATIENCE)

const open = () => engine.services.projects.open(path.join(folder, 'squares.focal'))

function trainerOf(run: number): number {
  const { training } = engine.services
  const { folder: runFolder } = training.run(open().id, run)
  return (JSON.parse(readFileSync(path.join(runFolder, 'owner.json'), 'utf8')) as { trainer: number }).trainer
}

/** Goes on with the run until some steps further, stops it, and checks that it continued instead of beginning anew. */
async function goesOn(run: number, after: number, atLeast: number): Promise<void> {
  const { training } = engine.services
  const project = open().id
  await training.resume(project, run)
  const started = await eventOf(training.events(project, run, after, never), 'started')
  expect(started.resumedAt).toBeGreaterThanOrEqual(atLeast)
  await eventOf(
    training.events(project, run, started.seq, never),
    'step',
    ({ step }) => step > (started.resumedAt ?? 0),
  )
  training.stop(project, run)
  await eventOf(training.events(project, run, started.seq, never), 'finished')
  const ended = training.run(project, run)
  expect(ended).toMatchObject({ status: 'stopped', error: null })
  expect(ended.steps).toBeGreaterThan(started.resumedAt ?? 0)
}

it(
  'a killed trainer leaves an interrupted run that resumes from its checkpoint',
  async () => {
    const run = await engine.services.training.start(open().id, { preset: 'quick', config: tinySettings(100_000) })
    await eventOf(engine.services.training.events(open().id, run.id, 0, never), 'step')
    // Closing the engine saves a checkpoint: at once, where waiting for the next one would take half a minute.
    await engine.close()
    engine = engineIn(folder)
    const { training } = engine.services
    const project = open().id
    await training.resume(project, run.id)
    const started = await eventOf(training.events(project, run.id, 0, never), 'started', ({ resumedAt }) => !!resumedAt)
    const saved = started.resumedAt ?? 0
    await eventOf(training.events(project, run.id, started.seq, never), 'step')
    process.kill(trainerOf(run.id), 'SIGKILL')
    let last = started.seq
    for await (const event of training.events(project, run.id, last, never)) last = event.seq
    expect(training.run(project, run.id)).toMatchObject({ status: 'interrupted', error: { code: 'TRAINER_FAILED' } })
    expect(open().boxes).toBe(BOXES)
    await goesOn(run.id, last, saved)
  },
  PATIENCE,
)

it(
  'a killed engine leaves the labels and a run that another engine resumes, without losing a step',
  async () => {
    const child = spawn(process.execPath, ['--no-warnings', path.join(import.meta.dirname, 'killedEngine.ts'), folder])
    let output = ''
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString()
        if (output.split('\n').length > 5) child.kill('SIGKILL')
      })
      child.on('close', (_code, signal) =>
        signal === 'SIGKILL' ? resolve() : reject(new Error('It ended by itself.')),
      )
    })
    const trained = Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1))
    const { training } = engine.services
    const { id, boxes } = open()
    expect(boxes).toBe(BOXES)
    const [run] = training.runs(id)
    expect(run).toMatchObject({ status: 'interrupted', steps: expect.any(Number) as number })
    expect(run?.steps).toBeGreaterThanOrEqual(trained)
    let last = 0
    for await (const event of training.events(id, run?.id ?? 0, 0, never)) last = event.seq
    // The trainer noticed that the engine was gone and saved what it had; the new one waits for that.
    await goesOn(run?.id ?? 0, last, trained)
  },
  PATIENCE,
)

it(
  'trainings wait for each other, pause and go on, and survive that the engine is closed',
  async () => {
    const { training } = engine.services
    const project = open().id
    const first = await training.start(project, { preset: 'quick', config: tinySettings(100_000) })
    const second = await training.start(project, { preset: 'quick', config: tinySettings(3), name: 'Short' })
    await eventOf(training.events(project, first.id, 0, never), 'step')
    expect(training.run(project, second.id).status).toBe('queued')
    training.pause(project, first.id)
    await eventOf(training.events(project, first.id, 0, never), 'paused')
    expect(training.run(project, first.id).status).toBe('paused')
    await training.resume(project, first.id)
    await eventOf(training.events(project, first.id, 0, never), 'resumed')
    training.stop(project, first.id)
    const finished = await eventOf(training.events(project, second.id, 0, never), 'finished')
    expect(finished).toMatchObject({ reason: 'budget', steps: 3 })
    expect(training.run(project, first.id).status).toBe('stopped')
    expect(training.run(project, second.id)).toMatchObject({ status: 'finished', name: 'Short', progress: 1 })

    const third = await training.start(project, { preset: 'quick', config: tinySettings(100_000) })
    await eventOf(training.events(project, third.id, 0, never), 'step')
    await engine.close()
    engine = engineIn(folder)
    expect(engine.services.training.run(open().id, third.id)).toMatchObject({
      status: 'interrupted',
      error: { code: 'CANCELLED' },
    })
  },
  PATIENCE,
)

it(
  'a finished run detects, is exported, continued and removed',
  async () => {
    const { services, jobs, detection } = engine
    const { training, review } = services
    const project = open().id
    const run = await training.start(project, { preset: 'quick', config: tinySettings(4) })
    await eventOf(training.events(project, run.id, 0, never), 'finished')
    // What the last evaluation found is there at once, and only the other images are looked at.
    const request = { run: run.id, split: 'val', threshold: 0.5 } as const
    const { images: validated, notDetected } = await review.report(project, request)
    expect(validated).toBeGreaterThan(0)
    expect(notDetected).toBe(0)
    const others = await jobs.finished(review.detect(project, run.id, null, 'all', true).id)
    expect(others).toMatchObject({ status: 'done', result: { kind: 'detect', images: 12 - validated } })
    const found = await jobs.finished(review.detect(project, run.id, null, 'all').id)
    expect(found).toMatchObject({ status: 'done', result: { kind: 'detect', images: 12 } })

    const out = path.join(folder, 'exported')
    const exported = await jobs.finished(training.exportModel(project, run.id, { out, format: 'studio' }).id)
    expect(exported).toMatchObject({ status: 'done', result: { files: 4 } })
    const card = JSON.parse(readFileSync(path.join(out, 'card.json'), 'utf8')) as { training: { config: object } }
    expect(card.training.config).toMatchObject({ input: { width: 96, height: 64 } })
    const seen: number[] = []
    const images = [{ id: 7, file: path.join(folder, 'pictures', '001.png') }]
    const order = { modelFolder: out, images, minimumScore: 0.01, backend: 'auto', threads: 1 }
    await detection.detect(order, ({ imageId }) => seen.push(imageId), never)
    expect(seen).toEqual([7])

    const next = await training.start(project, {
      preset: 'quick',
      config: tinySettings(1),
      continueFrom: run.id,
    })
    expect(next.continuedFrom).toBe(run.id)
    await eventOf(training.events(project, next.id, 0, never), 'finished')
    training.remove(project, run.id)
    expect(training.runs(project).map(({ id }) => id)).toEqual([next.id])
  },
  PATIENCE,
)
