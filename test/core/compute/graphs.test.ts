/** Functions as graphs of native TensorFlow: what becomes one, what does not, and how many are kept. */
import * as tf from '@tensorflow/tfjs'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { makeGraphs } from '../../../core/compute/nativeOps/graph/graphs.ts'
import { hasTensorFlow, startTestBackend } from '../training/fixture.ts'

describe.skipIf(!hasTensorFlow)('graphs', () => {
  beforeAll(startTestBackend)

  it('compute call by call what cannot be a graph, and say so once', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const graphs = makeGraphs()
    const x = tf.tensor1d([1, 2, 3])
    const [other, computed] = [tf.scalar(10), tf.add(tf.scalar(8), 2)]
    const reads = () => tf.mul(x, x.dataSync()[1] ?? 0)
    const usesOthers = () => tf.mul(x, other)
    const usesComputed = () => tf.mul(x, computed)
    for (let time = 0; time < 2; time++) {
      expect([...(graphs?.run('reads', [x], reads).dataSync() ?? [])]).toEqual([2, 4, 6])
      expect([...(graphs?.run('others', [x], usesOthers).dataSync() ?? [])]).toEqual([10, 20, 30])
      expect([...(graphs?.run('computed', [x], usesComputed).dataSync() ?? [])]).toEqual([10, 20, 30])
      expect([...(graphs?.run('twice', [x, x], () => tf.mul(x, x)).dataSync() ?? [])]).toEqual([1, 4, 9])
    }
    expect(warned.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringContaining('A tensor was read'),
      expect.stringContaining('is no input'),
      expect.stringContaining('is no input'),
      expect.stringContaining('Two inputs'),
    ])
    expect(graphs?.count).toBe(0)
    warned.mockRestore()
  })

  it('keep one for each shape, and only the newest of many', () => {
    const graphs = makeGraphs()
    for (let length = 1; length <= 12; length++) {
      const x = tf.range(0, length)
      const { twice, name } = graphs?.run('twice', [x], () => ({ twice: tf.mul(x, 2), name: 'kept' })) ?? {}
      expect([...(twice?.dataSync() ?? [])]).toEqual(Array.from({ length }, (_, index) => 2 * index))
      expect(name).toBe('kept')
    }
    expect(graphs?.count).toBe(8)
    graphs?.dispose()
  })

  it('are made after as many calls as are asked for', () => {
    const graphs = makeGraphs()
    const x = tf.tensor1d([1, 2])
    for (let call = 0; call < 4; call++) {
      expect(graphs?.count).toBe(call > 2 ? 1 : 0)
      expect([...(graphs?.run('square', [x], () => tf.square(x), 2).dataSync() ?? [])]).toEqual([1, 4])
    }
    graphs?.dispose()
  })

  it('leave no tensor and no folder, also when TensorFlow refuses them', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const folders = async () => (await readdir(os.tmpdir())).filter((name) => name.startsWith('focal-graph-'))
    const before = { tensors: tf.memory().numTensors, folders: await folders() }
    const graphs = makeGraphs()
    const x = tf.tensor1d([1, 2])
    const fails = () => {
      const sum = tf.add(x, 1)
      // A text is nothing that a graph of numbers can hold.
      tf.tensor1d(['a']).dispose()
      return tf.mul(sum, tf.cast(tf.equal(tf.tensor1d(['a']), tf.tensor1d(['a'])), 'float32'))
    }
    const answer = tf.tidy(() => graphs?.run('texts', [x], fails))
    expect([...(answer?.dataSync() ?? [])]).toEqual([2, 3])
    expect(warned).toHaveBeenCalledOnce()
    tf.dispose([answer as tf.Tensor, x])
    graphs?.dispose()
    expect({ tensors: tf.memory().numTensors, folders: await folders() }).toEqual(before)
    warned.mockRestore()
  })
})
