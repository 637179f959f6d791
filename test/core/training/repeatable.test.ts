/** The same seed gives the same weights, bit by bit: run again, on other numbers of threads, killed and gone on with. */
import { fork } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { trainerEnvironment } from '../../../core/compute/environment.ts'
import { readCheckpoint } from '../../../core/training/checkpoint.ts'
import type { TrainingConfigInput } from '../../../core/training/config.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { train } from '../../../core/training/train.ts'
import { makeRun, startTestBackend } from './fixture.ts'
import { backends } from './losses/golden.ts'

type Event = { kind: string; step: number | null }

/** Runs a folder in a process of its own, which is killed after the step `last` if there is one. */
async function runApart(folder: string, backend: string, last = Infinity): Promise<Event[]> {
  const child = fork(path.join(import.meta.dirname, 'trainRun.ts'), [folder, backend, String(last)], {
    env: { ...process.env, ...trainerEnvironment(2) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const events: Event[] = []
  child.on('message', (event: Event) => {
    events.push(event)
    if (event.kind === 'step' && event.step === last) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('exit', resolve))
  return events
}

/** Every number of the last checkpoint: weights, averages, the optimizer's memory. */
async function weightsOf(folder: string): Promise<Map<string, Float32Array>> {
  const checkpoint = await readCheckpoint(folder)
  return new Map([...(checkpoint?.tensors ?? [])].map(([name, { values }]) => [name, values]))
}

/** Whether all bits are the same: over millions of numbers an assertion on each would take longer than the training. */
function isSame(found: Float32Array | undefined, expected: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength)
  return found !== undefined && bytes(found).equals(bytes(expected))
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

interface Case {
  name: string
  more: TrainingConfigInput
  /** The step after which it is killed. */
  last: number
}

const cases: Case[] = [
  { name: 'keeps features', more: {}, last: 3 },
  {
    name: 'makes new samples',
    more: { augmentation: { mosaic: 0.5, mixup: 0.3 }, optimizer: { name: 'sgd' } },
    last: 3,
  },
  {
    name: 'unfreezes twice, accumulates, clips and goes through one cycle',
    more: {
      network: { freezeUpTo: 'all', unfreezeAt: [0.2, 0.5] },
      accumulate: 2,
      loss: { normaliser: 'ema' },
      optimizer: { clipNorm: 0.1 },
      schedule: { shape: 'one-cycle' },
    },
    last: 4,
  },
]
/**
 * Plain JavaScript takes seconds for a step, most once a stage of the backbone trains. Of the two images that it trains
 * on, the third step has one whose features were kept.
 */
const plainCases: Case[] = [
  { name: 'keeps features', more: { budget: { steps: 3 } }, last: 2 },
  {
    name: 'unfreezes after its first step',
    more: { budget: { steps: 2 }, network: { freezeUpTo: 'all', unfreezeAt: [0.4] } },
    last: 2,
  },
]
/** Long enough for graphs, which native TensorFlow alone has. */
const graphCase: Case = { name: 'computes by graphs', more: { budget: { steps: 60 } }, last: 31 }
const each = backends.flatMap((backend) =>
  (backend === 'cpu' ? plainCases : [...cases, graphCase]).map((one) => ({ backend, ...one })),
)

it.each(each)(
  'a run that $name, killed and gone on with, is as if it had not been killed, on $backend',
  async ({ backend, more, last }) => {
    const all = { ...settings, ...more }
    const options = { count: backend === 'cpu' ? 3 : 6 }
    const [whole, broken] = [await makeRun(all, options), await makeRun(all, options)]
    const [, before] = await Promise.all([runApart(whole, backend), runApart(broken, backend, last)])
    expect(before.at(-1)).toEqual({ kind: 'step', step: last })
    expect(before.some(({ kind }) => kind === 'checkpoint')).toBe(true)
    const after = await runApart(broken, backend)
    expect(after.at(-1)?.kind).toBe('finished')
    const [expected, found] = [await weightsOf(whole), await weightsOf(broken)]
    expect(expected.size).toBeGreaterThan(5)
    expect([...found.keys()]).toEqual([...expected.keys()])
    for (const [name, values] of expected) expect(isSame(found.get(name), values), name).toBe(true)
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
      if (event.kind !== 'step') continue
      waits.push(event.waitSeconds ?? Number.NaN)
      // A busy machine gives the threads their time late; what is not made ahead would be waited for all the same.
      await sleep(50)
    }
    return { weights: await weightsOf(folder), waits }
  }
  const [three, one] = [await ofThreads(3), await ofThreads(1)]
  for (const [name, values] of three.weights) expect(isSame(one.weights.get(name), values), name).toBe(true)
  // The first samples must be waited for; then they are ready before they are needed.
  const later = three.waits.slice(4).sort((a, b) => a - b)
  expect(later[Math.floor(later.length / 2)]).toBeLessThan(0.01)
}, 300_000)
