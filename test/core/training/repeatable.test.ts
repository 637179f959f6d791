/** The same seed gives the same weights, bit by bit: run again, on other numbers of threads, killed and gone on with. */
import { fork } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { trainerEnvironment } from '../../../core/compute/environment.ts'
import { readCheckpoint } from '../../../core/training/checkpoint.ts'
import type { TrainingConfigInput } from '../../../core/training/config.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { train } from '../../../core/training/train.ts'
import { makeRun, startTestBackend } from './fixture.ts'
import { backends } from './losses/golden.ts'

type Event = { kind: string; step: number | null }

/** Runs a folder in a process of its own; `kill` says after which event it dies. */
async function runApart(folder: string, backend: string, kill: (event: Event) => boolean = () => false) {
  const child = fork(path.join(import.meta.dirname, 'trainRun.ts'), [folder, backend, '0.3'], {
    env: { ...process.env, ...trainerEnvironment(2) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const events: Event[] = []
  child.on('message', (event: Event) => {
    events.push(event)
    if (kill(event)) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('exit', resolve))
  return events
}

/** Every number of the last checkpoint: weights, averages, the optimizer's memory. */
async function weightsOf(folder: string): Promise<Map<string, Float32Array>> {
  const checkpoint = await readCheckpoint(folder)
  return new Map([...(checkpoint?.tensors ?? [])].map(([name, { values }]) => [name, values]))
}

/** After a checkpoint of some step or a later one and a step that is lost; where every step is saved at once, in the fourth. */
function afterCheckpoint(from: number): (event: Event) => boolean {
  let saved = Infinity
  return ({ kind, step }) => {
    if (kind === 'checkpoint' && step !== null && step >= from) saved = step
    return kind === 'step' && step !== null && (step > saved || step >= 4)
  }
}

const settings: TrainingConfigInput = {
  budget: { steps: 5 },
  batch: 1,
  input: { width: 64, height: 64 },
  validation: { everySeconds: 1000 },
  augmentation: { verticalFlip: true, rotate90: true },
  // Plain JavaScript is slow: little of the network trains.
  network: { freezeUpTo: 'all' },
}

/** What runs do, their settings, and the least step whose checkpoint they go on from. */
const cases: Array<[string, TrainingConfigInput, number]> = [
  ['keeps features', {}, 1],
  ['makes new samples', { augmentation: { mosaic: 0.5, mixup: 0.3 }, optimizer: { name: 'sgd' } }, 1],
  [
    'unfreezes twice, accumulates, clips and goes through one cycle',
    {
      network: { freezeUpTo: 'all', unfreezeAt: [0.2, 0.5] },
      accumulate: 2,
      loss: { normaliser: 'ema' },
      optimizer: { clipNorm: 0.1 },
      schedule: { shape: 'one-cycle' },
    },
    3,
  ],
]
/** Plain JavaScript takes seconds for a step: which samples come, and what trains, is left to the fastest backend. */
const each = backends.flatMap((backend, index) =>
  cases.slice(0, index === backends.length - 1 ? 3 : 1).map(([name, more, from]) => ({ backend, name, more, from })),
)

it.each(each)(
  'a run that $name, killed and gone on with, is as if it had not been killed, on $backend',
  async ({ backend, more, from }) => {
    const all = { ...settings, ...more }
    const [whole, broken] = [await makeRun(all), await makeRun(all)]
    await runApart(whole, backend)
    const before = await runApart(broken, backend, afterCheckpoint(from))
    expect(before.at(-1)?.kind).not.toBe('finished')
    const after = await runApart(broken, backend)
    expect(after.at(-1)?.kind).toBe('finished')
    const [expected, found] = [await weightsOf(whole), await weightsOf(broken)]
    expect(expected.size).toBeGreaterThan(5)
    expect([...found.keys()]).toEqual([...expected.keys()])
    for (const [name, values] of expected) expect(found.get(name), name).toEqual(values)
  },
  300_000,
)

it('is the same however many threads make the samples, and does not wait for them', async () => {
  await startTestBackend()
  const ofThreads = async (sampleThreads: number) => {
    const folder = await makeRun({
      ...settings,
      budget: { steps: 20 },
      batch: 2,
      augmentation: { mosaic: 0.5, crop: 0.3, hueJitter: 0.02, saturationJitter: 0.2 },
    })
    const waits: number[] = []
    const options = { folder, backend: 'test', control: new TrainingControl(), pretrained: async () => null }
    for await (const event of train({ ...options, sampleThreads })) {
      if (event.kind === 'step') waits.push(event.waitSeconds ?? Number.NaN)
    }
    return { weights: await weightsOf(folder), waits }
  }
  const [three, one] = [await ofThreads(3), await ofThreads(1)]
  for (const [name, values] of three.weights) expect(one.weights.get(name), name).toEqual(values)
  // The first samples must be waited for; then they are ready before they are needed.
  const later = three.waits.slice(4).sort((a, b) => a - b)
  expect(later[Math.floor(later.length / 2)]).toBeLessThan(0.01)
}, 120_000)
