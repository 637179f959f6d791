/** Images without boxes are background, and train as such with every loss, a batch of nothing else included. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { boxLossNames, classLossNames, type TrainingConfigInput } from '../../../core/training/config.ts'
import type { Snapshot } from '../../../core/training/snapshot.ts'
import { eventsOf, makeRun, runTraining, startTestBackend } from './fixture.ts'

beforeAll(startTestBackend)

/** Steps of one image each, all but the first image without boxes: those of empty images, and the others. */
async function steps(loss: TrainingConfigInput['loss']) {
  const folder = await makeRun({
    budget: { steps: 4 },
    batch: 1,
    validation: { everySeconds: 1000 },
    // Losses are those of the heads, whatever trains behind them.
    network: { freezeUpTo: 'all' },
    loss,
  })
  const file = path.join(folder, 'snapshot.json')
  const snapshot = JSON.parse(await readFile(file, 'utf8')) as Snapshot
  const images = snapshot.images.map((image, index) => (index === 0 ? image : { ...image, boxes: [] }))
  await writeFile(file, JSON.stringify({ ...snapshot, images }))
  const all = eventsOf(await runTraining(folder), 'step')
  expect(all.length).toBe(4)
  expect(all.every((step) => Number.isFinite(step.loss))).toBe(true)
  return { empty: all.filter(({ boxLoss }) => boxLoss === 0), full: all.filter(({ boxLoss }) => boxLoss > 0) }
}

it.each(classLossNames)(
  '%s',
  async (name) => {
    const { empty, full } = await steps({ name })
    expect([empty.length, full.length]).toEqual([3, 1])
    expect(empty.every(({ classLoss }) => classLoss >= 0)).toBe(true)
    // A hinge of margin 1 asks nothing of the first scores, which lie far below.
    if (name !== 'hinge') expect(empty.every(({ classLoss }) => classLoss > 0)).toBe(true)
  },
  60_000,
)

it.each(boxLossNames)(
  '%s',
  async (box) => {
    const { empty, full } = await steps({ box, normaliser: 'image' })
    expect([empty.length, full.length]).toEqual([3, 1])
  },
  60_000,
)
