/** Batch normalisation in whole small trainings: what moves, what stays, what a resumed run goes on with. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import { readDescription, readValues } from '../../../core/training/modelFolder.ts'
import { eventsOf, makeRun, runTraining, startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

const resnet = {
  backbone: 'resnet18',
  usePretrainedLaterals: false,
  pyramid: { width: 16 },
  heads: { width: 16, depth: 1, normalisation: 'group', groups: 4 },
} as const
const settings = (network: object) => ({
  budget: { steps: 2 },
  input: { width: 64, height: 64 },
  batch: 2,
  validation: { everySeconds: 1000, samples: 0 },
  network: { ...resnet, ...network },
})

it('learns its statistics where the weights to start from are missing, and says so', async () => {
  const wanted = settings({ pretrained: true, freezeUpTo: 'c2', batchNormalisation: 'frozen' })
  const whole = await makeRun(wanted)
  const before = tf.memory().numTensors
  const events = await runTraining(whole)
  expect(tf.memory().numTensors).toBe(before)
  expect(eventsOf(events, 'note')[0]?.text).toMatch(/weights of resnet18 are not installed/)
  expect((await readDescription(whole)).network).toMatchObject({ freezeUpTo: 'none', batchNormalisation: 'trained' })
  const values = await readValues(whole)
  for (const [name, start] of [
    ['conv1.mean', 0],
    ['layer4.1.conv2.variance', 1],
  ] as const) {
    expect(values.get(name)?.some((value) => Math.abs(value - start) > 1e-3)).toBe(true)
  }

  const parts = await makeRun(wanted)
  await runTraining(parts, (event, control) => {
    if (event.kind === 'step' && event.step === 1) control.abandon()
  })
  await runTraining(parts)
  const resumed = await readValues(parts)
  for (const name of ['conv1.mean', 'layer4.1.conv2.variance', 'layer3.0.downsample.0.mean']) {
    const found = resumed.get(name)
    for (const [index, value] of (values.get(name) ?? []).entries()) expect(found?.[index]).toBeCloseTo(value, 4)
  }
}, 240_000)

it('does not move when it is frozen', async () => {
  const folder = await makeRun(settings({ freezeUpTo: 'stem', batchNormalisation: 'frozen' }))
  await runTraining(folder)
  const values = await readValues(folder)
  for (const [part, start] of Object.entries({ scale: 1, shift: 0, mean: 0, variance: 1 })) {
    expect(new Set(values.get(`layer3.0.conv1.${part}`)), part).toEqual(new Set([start]))
  }
}, 240_000)
