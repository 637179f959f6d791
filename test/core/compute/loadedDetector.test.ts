/** The model that was asked for last is kept; one that was trained anew takes its place. */
import * as tf from '@tensorflow/tfjs'
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { DetectorKeeper } from '../../../core/compute/loadedDetector.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { writeModel } from '../../../core/training/modelFolder.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { startTestBackend } from '../training/fixture.ts'

beforeAll(startTestBackend)

const { network: config, detection } = trainingConfig.parse({
  network: { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 } },
})
const { parameters } = makeRetinaNet(config, 2)

async function writeWith(folder: string, seed: number): Promise<void> {
  const description = {
    format: 'focal-studio-model-1',
    network: config,
    classes: [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ],
    input: { width: 64, height: 64 },
    detection,
    tiles: null,
    resize: null,
  } as const
  await writeModel(
    folder,
    { ...description, classes: [...description.classes] },
    parameters,
    startingValues(parameters, seed, ['a', 'b'], null, null),
  )
}

it('keeps a model, reads it again when its files have changed, and lets everything go', async () => {
  const before = tf.memory().numTensors
  const folders = [
    await mkdtemp(path.join(os.tmpdir(), 'focal-model-')),
    await mkdtemp(path.join(os.tmpdir(), 'focal-model-')),
  ] as const
  for (const folder of folders) await writeWith(folder, 1)
  const keeper = new DetectorKeeper()
  const first = await keeper.get(folders[0])
  expect(await keeper.get(folders[0])).toBe(first)

  await writeWith(folders[0], 2)
  const second = await keeper.get(folders[0])
  expect(second).not.toBe(first)
  const [name = ''] = [...second.weights.keys()]
  expect(second.weights.get(name)?.isDisposed).toBe(false)
  expect(first.weights.get(name)?.isDisposed).toBe(true)

  const other = await keeper.get(folders[1])
  expect(other).not.toBe(second)
  expect(tf.memory().numTensors).toBe(before + other.weights.size)
  keeper.dispose()
  expect(tf.memory().numTensors).toBe(before)
  await expect(keeper.get(path.join(folders[0], 'gone'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
