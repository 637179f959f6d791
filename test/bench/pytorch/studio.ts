/**
 * One measurement of the studio, for compare.ts:
 * node build/node24.mjs test/bench/pytorch/studio.ts CASE ROUNDS FOLDER, in the trainer's environment.
 * Prints one JSON object: milliseconds of each round, and the peak of memory.
 */
import * as tf from '@tensorflow/tfjs'
import type { Tensor4D } from '@tensorflow/tfjs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startBackend } from '../../../core/compute/backends.ts'
import { makeGraphs } from '../../../core/compute/nativeOps/graph/graphs.ts'
import { detectBatch } from '../../../core/detection/detector.ts'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import type { NetBox } from '../../../core/geometry/box.ts'
import { makeAnchors } from '../../../core/model/anchors.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { trainingConfig, type TrainingConfig, type TrainingConfigInput } from '../../../core/training/config.ts'
import { TrainingControl } from '../../../core/training/control.ts'
import { makeOptimizer } from '../../../core/training/optimizers.ts'
import type { Snapshot, SnapshotImage } from '../../../core/training/snapshot.ts'
import { startingValues } from '../../../core/training/startingValues.ts'
import { matchAnchors } from '../../../core/training/targets.ts'
import { train } from '../../../core/training/train.ts'
import { averageWeights, makeState } from '../../../core/training/trainingState.ts'
import { trainStep } from '../../../core/training/trainStep.ts'
import type { BenchImage } from './images.ts'

const [name = '', roundsGiven = '10', folder = ''] = process.argv.slice(2)
const rounds = Number(roundsGiven)
const classes = ['a', 'b', 'c']

/** torchvision's RetinaNet: the P6 of P5, batch normalisation kept as it came, two of five stages frozen. */
const resnet50: TrainingConfigInput = {
  network: {
    backbone: 'resnet50',
    freezeUpTo: 'c2',
    batchNormalisation: 'frozen',
    pyramid: { width: 256, p6From: 'p5' },
    heads: { depth: 4, width: 256 },
    anchors: { baseScale: 4 },
  },
  optimizer: { name: 'sgd', learningRate: 1e-4 },
  loss: { box: 'l1' },
}

function setUp(settings: TrainingConfigInput) {
  const config = trainingConfig.parse(settings)
  const network = makeRetinaNet(config.network, classes.length)
  const state = makeState(config, network.parameters, startingValues(network.parameters, 1, classes, null, null))
  return { config, network, state }
}

/** Milliseconds so far, by the clock that compare.ts asks for. */
function clock(): number {
  if (process.env['FOCAL_BENCH_CLOCK'] !== 'processor') return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Milliseconds of each round after some that warm up. */
async function repeat(work: (round: number) => Promise<unknown>, warmUps = 1): Promise<number[]> {
  const found: number[] = []
  for (let round = 0; round < warmUps + rounds; round++) {
    const start = clock()
    await work(round)
    if (round >= warmUps) found.push(clock() - start)
  }
  return found
}

async function forward(settings: TrainingConfigInput, batch: number, height: number, width: number) {
  const { config, network, state } = setUp(settings)
  const { weights } = averageWeights(state)
  const pixels = tf.randomUniform([batch, height, width, 3], 0, 255) as Tensor4D
  const boundary = config.network.freezeUpTo
  const graphs = makeGraphs()
  const compute = () => ({ ...network.upper(weights, network.lower(weights, pixels, boundary), boundary) })
  return repeat(async () => {
    const { classLogits, boxDeltas } = tf.tidy(() =>
      graphs ? graphs.run('forward', [pixels, ...weights.values()], compute) : compute(),
    )
    await Promise.all([classLogits.data(), boxDeltas.data()])
    tf.dispose([classLogits, boxDeltas])
  })
}

/** Whole training steps; of the frozen part only with `fromPixels`, since the quick preset keeps what it makes. */
async function step(settings: TrainingConfigInput, batch: number, height: number, width: number, fromPixels: boolean) {
  const { config, network, state } = setUp(settings)
  const anchors = makeAnchors(config.network, height, width)
  const truths = Array.from({ length: 15 }, (_, i) => ({
    box: { x1: 30 * i, y1: 20 * i, x2: 30 * i + 70, y2: 20 * i + 70 } as NetBox,
    classIndex: 0,
    ignored: false,
  }))
  const targets = Array.from({ length: batch }, () => matchAnchors(anchors, truths, config.matching))
  const boundary = config.network.freezeUpTo
  const pixels = tf.randomUniform([batch, height, width, 3], 0, 255) as Tensor4D
  const maps = network
    .mapShapes(boundary, { width, height })
    .map((shape) => tf.randomNormal([batch, ...shape], 0, 0.13) as Tensor4D)
  const graphs = makeGraphs()
  const lower = () => network.lower(state.frozen, pixels, boundary)
  const tensors = () => {
    if (!fromPixels) return maps.map((map) => map.clone())
    return graphs ? graphs.run('lower', [pixels, ...state.frozen.values()], lower) : lower()
  }
  const stepSettings = { network, anchors, config, optimizer: makeOptimizer(config.optimizer), graphs }
  return repeat(async () => trainStep(stepSettings, state, [{ targets, tensors }], { learningRate: 1e-4 }))
}

async function readImages(): Promise<BenchImage[]> {
  return JSON.parse(await readFile(path.join(folder, 'images.json'), 'utf8')) as BenchImage[]
}

/** Whole training with loading: milliseconds of each step, the first ones apart. */
async function training(augmentation: TrainingConfig['augmentation']): Promise<number[]> {
  const images = (await readImages()).map(({ file, boxes, ...size }, index): SnapshotImage => {
    const labels = boxes.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => ({ x1, y1, x2, y2, classId: 1 }))
    return {
      id: index + 1,
      file: path.join(folder, file),
      hash: '',
      ...size,
      split: 'train',
      boxes: labels.map((box) => ({ ...box, crowd: false, difficult: false })) as SnapshotImage['boxes'],
    }
  })
  const run = await mkdtemp(path.join(os.tmpdir(), 'focal-bench-'))
  const config = trainingConfig.parse({
    budget: { steps: rounds + 1 },
    batch: 4,
    input: { width: 512, height: 384 },
    augmentation,
    network: { pretrained: false },
  })
  const snapshot: Snapshot = {
    classes: classes.map((label, index) => ({ id: index + 1, name: label, color: '#808080' })),
    images,
    config,
    continueFrom: null,
    createdAt: new Date(0).toISOString(),
    software: {},
    hardware: {},
  }
  await writeFile(path.join(run, 'snapshot.json'), JSON.stringify(snapshot))
  const found: number[] = []
  let start = performance.now()
  const control = new TrainingControl()
  for await (const event of train({ folder: run, backend: '', control, pretrained: async () => null })) {
    if (event.kind !== 'step') continue
    found.push(performance.now() - start)
    start = performance.now()
  }
  return found.slice(1)
}

async function detection(): Promise<number[]> {
  const { config, network, state } = setUp({})
  const { weights } = averageWeights(state)
  const input = { width: 512, height: 384 }
  const plan = {
    network,
    config: config.network,
    classIds: [1, 2, 3],
    input,
    settings: { ...config.detection, minimumScore: 0.005 },
    tiles: null,
    graphs: makeGraphs(),
  }
  const anchors = makeAnchors(config.network, input.height, input.width)
  const images = await readImages()
  return repeat(async (round) => {
    const image = images[round % images.length] as BenchImage
    // A reader of its own: nothing may come from memory.
    const place = { file: path.join(folder, image.file), window: wholeWindow(image, input) }
    return detectBatch(plan, weights, [await new ImageReader(input).read(place)], anchors)
    // (The graph is made after eight images.)
  }, 10)
}

const usual = trainingConfig.parse({}).augmentation
const cases: Record<string, () => Promise<number[]>> = {
  'forward-quick': () => forward({}, 4, 384, 512),
  'step-quick': () => step({}, 4, 384, 512, false),
  'forward-resnet50': () => forward(resnet50, 2, 512, 512),
  'step-resnet50': () => step(resnet50, 2, 512, 512, true),
  training: () => training(usual),
  // The least crop makes every sample new, so that nothing is kept and each is decoded, drawn and computed.
  'training-fresh': () => training({ ...usual, crop: 0.01 }),
  detection,
}
await startBackend('tensorflow')
const milliseconds = await (cases[name] as () => Promise<number[]>)()
// maxRSS is in kilobytes.
console.log(JSON.stringify({ milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 }))
process.exit(0)
