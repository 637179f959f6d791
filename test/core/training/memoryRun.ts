/**
 * Many steps of a very small network, in a process of its own: 200 that go through all losses, call by call, then 2,000
 * alike by a graph.
 * Prints one line of JSON: tensors left after the first, and bytes held every 50 of the others. To be run with
 * --expose-gc: what the garbage collector has yet to take is not held.
 */
import * as tf from '@tensorflow/tfjs'
import { startBackend } from '../../../core/compute/backends.ts'
import { makeGraphs, type Graphs } from '../../../core/compute/nativeOps/graph/graphs.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { boxLossNames, classLossNames, trainingConfig, type TrainingConfig } from '../../../core/training/config.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { disposeState, makeState } from '../../../core/training/trainingState.ts'
import { trainStep } from '../../../core/training/trainStep.ts'

export interface MemoryResult {
  /** Tensors more than before the 200 steps, and after everything was disposed of. */
  leaked: { steps: number; all: number }
  heldBytes: number[]
}

/** Resident bytes without the room that the JavaScript heap keeps for later: that grows and shrinks by megabytes. */
function bytesHeld(): number {
  if (!globalThis.gc) throw new Error('Run it with --expose-gc.')
  globalThis.gc()
  const { rss, heapTotal, heapUsed } = process.memoryUsage()
  return rss - heapTotal + heapUsed
}

const side = 64
const classes = ['a', 'b']

async function measure(): Promise<MemoryResult> {
  const atStart = tf.memory().numTensors
  const config = trainingConfig.parse({
    network: {
      pretrained: false,
      freezeUpTo: 'all',
      pyramid: { width: 8, levels: [3, 4] },
      heads: { width: 8, depth: 1 },
    },
    optimizer: { name: 'sgd' },
  })
  const network = makeRetinaNet(config.network, classes.length)
  const anchors = makeAnchors(config.network, side, side)
  const state = makeState(config, network.parameters, startingValues(network.parameters, 1, classes, null, null))
  const maps = tf.tidy(() => network.lower(state.frozen, tf.randomUniform([1, side, side, 3], 0, 255), 'all'))
  const box = { x1: 8, y1: 8, x2: 44, y2: 40 } as NetBox
  const targets = [matchAnchors(anchors, [{ box, classIndex: 1, ignored: false }], config.matching)]
  const optimizer = makeOptimizer(config.optimizer)
  const batch = { targets, tensors: () => maps.map((map) => tf.clone(map)) }
  const step = (own: TrainingConfig, graphs: Graphs | null = null) =>
    trainStep({ network, anchors, config: own, optimizer, graphs }, state, [batch], { learningRate: 1e-4 })

  await step(config)
  const before = tf.memory().numTensors
  for (let index = 0; index < 200; index++) {
    const name = classLossNames[index % classLossNames.length] ?? 'focal'
    const boxName = boxLossNames[index % boxLossNames.length] ?? 'l1'
    const { finite } = await step({ ...config, loss: { ...config.loss, name, box: boxName } })
    if (!finite) throw new Error(`The loss ${name} with ${boxName} is not a number.`)
  }
  const steps = tf.memory().numTensors - before
  const heldBytes: number[] = []
  const graphs = makeGraphs()
  for (let index = 1; index <= 2000; index++) {
    await step(config, graphs)
    if (index % 50 === 0) heldBytes.push(bytesHeld())
  }
  graphs?.dispose()
  tf.dispose(maps)
  disposeState(state)
  return { leaked: { steps, all: tf.memory().numTensors - atStart }, heldBytes }
}

if (process.argv[1] === import.meta.filename) {
  await startBackend('auto')
  process.stdout.write(`${JSON.stringify(await measure())}\n`, () => process.exit(0))
}
