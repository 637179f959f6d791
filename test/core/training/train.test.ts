/** Whole small trainings: learning, exact resumption, pause and stop, continuing with new classes, no tensor left. */
import * as tf from '@tensorflow/tfjs'
import { readdir } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import { TrainingControl } from '../../../core/training/control.ts'
import { readDescription, readValues } from '../../../core/training/modelFolder.ts'
import { train } from '../../../core/training/train.ts'
import { eventsOf, makeRun, runTraining, startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

const steps = (count: number) => ({ budget: { steps: count }, validation: { everySeconds: 1000, samples: 2 } })

it('learns, evaluates, keeps the model and leaves no tensor', async () => {
  const folder = await makeRun(steps(20))
  const before = tf.memory().numTensors
  const events = await runTraining(folder)
  expect(tf.memory().numTensors).toBe(before)
  const losses = eventsOf(events, 'step').map(({ loss }) => loss)
  expect(losses.length).toBe(20)
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.9)
  const [evaluation] = eventsOf(events, 'evaluation')
  expect(evaluation?.best).toBe(true)
  expect(evaluation?.samples.length).toBe(2)
  const [finished] = eventsOf(events, 'finished')
  expect(finished).toMatchObject({ reason: 'budget', steps: 20, bestStep: 20 })
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  expect((await readDescription(folder)).classes.map(({ name }) => name)).toEqual(['square', 'disc'])
}, 120_000)

it('goes on after a stop exactly as if there had been none', async () => {
  const whole = eventsOf(await runTraining(await makeRun(steps(4))), 'step').map(({ loss }) => loss)
  const folder = await makeRun(steps(4))
  const first = await runTraining(folder, (event, control) => {
    if (event.kind === 'step' && event.step === 2) control.abandon()
  })
  const second = await runTraining(folder)
  expect(eventsOf(second, 'started')[0]?.resumedAt).toBe(2)
  const parts = [...first, ...second].flatMap((event) => (event.kind === 'step' ? [event.loss] : []))
  expect(parts.length).toBe(4)
  for (const [index, loss] of parts.entries()) expect(loss).toBeCloseTo(whole[index] ?? 0, 4)
}, 120_000)

it('leaves no tensor and no thread when nobody listens any more', async () => {
  const folder = await makeRun(steps(20))
  const before = tf.memory().numTensors
  for await (const { kind } of train({
    folder,
    backend: 'test',
    control: new TrainingControl(),
    pretrained: async () => null,
  })) {
    if (kind === 'started') break
  }
  expect(tf.memory().numTensors).toBe(before)
})

it('pauses, goes on and stops', async () => {
  const folder = await makeRun(steps(50))
  const events = await runTraining(folder, (event, control) => {
    if (event.kind === 'step' && event.step === 2) control.pause()
    if (event.kind === 'paused') setTimeout(() => control.resume(), 20)
    if (event.kind === 'step' && event.step === 3) control.stop()
  })
  expect(events.map(({ kind }) => kind)).toEqual([
    'started',
    'note',
    'step',
    'step',
    'paused',
    'resumed',
    'step',
    'evaluation',
    'checkpoint',
    'finished',
  ])
  expect(eventsOf(events, 'finished')[0]).toMatchObject({ reason: 'stopped', steps: 3 })
}, 120_000)

it('returns to the last good state with half the rate when the loss is not a number', async () => {
  // With such a rate the weights leave the numbers within a few steps.
  const folder = await makeRun({
    ...steps(6),
    optimizer: { name: 'sgd', learningRate: 1e30, clipNorm: null },
    schedule: { warmup: 0, shape: 'constant' },
  })
  const events: string[] = []
  const factors: number[] = []
  await expect(
    runTraining(folder, (event) => {
      events.push(event.kind)
      if (event.kind === 'rolled-back') factors.push(event.learningRateFactor)
    }),
  ).rejects.toMatchObject({ code: 'TRAINER_FAILED' })
  expect(factors.slice(0, 3)).toEqual([0.5, 0.25, 0.125])
}, 120_000)

it('continues from another model when a class was added', async () => {
  const first = await makeRun(steps(3))
  await runTraining(first)
  const second = await makeRun(steps(1), { classes: ['disc', 'triangle', 'square'], continueFrom: first })
  const { startingValues } = await import('../../../core/training/startingValues.ts')
  const { makeRetinaNet } = await import('../../../core/model/retinanet.ts')
  const { network, classes } = await readDescription(first)
  const older = await readValues(first)
  const plan = makeRetinaNet(network, 3)
  const names = ['disc', 'triangle', 'square']
  const values = startingValues(plan.parameters, 1, names, null, {
    classNames: classes.map(({ name }) => name),
    values: older,
  })
  const [before, after] = [older.get('classes.output.filter'), values.get('classes.output.filter')]
  expect(after?.[0]).toBe(before?.[1])
  expect(after?.[2]).toBe(before?.[0])
  expect(values.get('stem.filter')).toEqual(older.get('stem.filter'))
  const [finished] = eventsOf(await runTraining(second), 'finished')
  expect(finished?.steps).toBe(1)
}, 120_000)

it('trains everything, and nothing of the backbone, with one class, on GIoU', async () => {
  for (const freezeUpTo of ['none', 'c2', 'all'] as const) {
    const settings = {
      ...steps(2),
      network: { freezeUpTo, usePretrainedLaterals: false },
      loss: { box: 'giou' as const },
    }
    const events = await runTraining(await makeRun(settings, { classes: ['square'] }))
    expect(eventsOf(events, 'finished')[0]?.steps).toBe(2)
  }
}, 120_000)
