/** When and how large images are cut, what an epoch then shows, and a whole small training on tiles. */
import * as tf from '@tensorflow/tfjs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { detectCommand } from '../../../core/compute/detectCommand.ts'
import { DetectorKeeper } from '../../../core/compute/loadedDetector.ts'
import type { TrainerMessage } from '../../../core/compute/messages.ts'
import { layTiles } from '../../../core/detection/tiles.ts'
import { SeededRandom } from '../../../core/model/random.ts'
import { chooseTiles } from '../../../core/training/chooseTiles.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import { readDescription } from '../../../core/training/modelFolder.ts'
import type { Snapshot, SnapshotImage } from '../../../core/training/snapshot.ts'
import { trainingSamples } from '../../../core/training/trainingSamples.ts'
import { validationImages } from '../../../core/training/validationImages.ts'
import { eventsOf, runTraining, startTestBackend } from './fixture.ts'

const input = { width: 512, height: 320 }
const settings = trainingConfig.parse({}).tiles

/** Images with boxes of the given sides at random places. */
function images(
  count: number,
  width: number,
  height: number,
  sides: (random: SeededRandom) => number,
): SnapshotImage[] {
  const random = new SeededRandom(5)
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    file: `${index}.png`,
    hash: '',
    width,
    height,
    split: 'train' as const,
    boxes: Array.from({ length: 4 }, () => {
      const side = sides(random)
      const [x1, y1] = [random.uniform(0, width - side), random.uniform(0, height - side)]
      return { x1, y1, x2: x1 + side, y2: y1 + side, classId: 1, crowd: false, difficult: false }
    }),
  }))
}

describe('choice of tiles', () => {
  it('cuts photographs from above, so that half of the cars reach the wanted size', () => {
    const data = images(20, 4000, 2250, (random) => random.uniform(90, 130))
    const { layout, zoom, tilesPerImage, medianSide } = chooseTiles(settings, input, data)
    expect(medianSide).toBeCloseTo(110 * 0.128, 0)
    expect((layout?.scale ?? 0) * 110).toBeGreaterThan(30)
    expect(zoom).toBeGreaterThan(2)
    expect(layout?.overlap).toBeGreaterThanOrEqual(32)
    expect(tilesPerImage).toBe(layTiles({ width: 4000, height: 2250 }, input, layout).length)
    expect(tilesPerImage).toBeLessThanOrEqual(36)
  })

  it('leaves images whole whose objects are large enough, unless it is asked for', () => {
    const data = images(20, 640, 480, (random) => random.uniform(60, 200))
    expect(chooseTiles(settings, input, data)).toMatchObject({ layout: null, zoom: 1, tilesPerImage: 1 })
    const asked = chooseTiles({ ...settings, use: 'on' }, input, data)
    expect(asked.tilesPerImage).toBeGreaterThan(1)
    expect(
      chooseTiles(
        { ...settings, use: 'off' },
        input,
        images(5, 4000, 3000, () => 20),
      ).layout,
    ).toBeNull()
    expect(chooseTiles(settings, input, []).layout).toBeNull()
  })

  it('looks at the whole image too when some objects fit no overlap, and keeps what a person set', () => {
    const mixed = images(30, 4000, 2250, (random) => (random.next() < 0.1 ? 1500 : 80))
    expect(chooseTiles(settings, input, mixed).layout?.wholeImage).toBe(true)
    const set = { ...settings, use: 'on' as const, scale: 0.3, overlap: 50, wholeImage: 'off' as const }
    expect(chooseTiles(set, input, mixed).layout).toEqual({ scale: 0.3, overlap: 50, wholeImage: false })
  })

  it('bounds the number of tiles of vast images', () => {
    const vast = images(4, 30_000, 30_000, () => 20)
    const { tilesPerImage } = chooseTiles(settings, input, vast)
    expect(tilesPerImage).toBeLessThanOrEqual(36)
  })
})

describe('samples of an epoch', () => {
  const layout = { scale: 0.3, overlap: 64, wholeImage: false }
  const data = images(10, 4000, 2250, () => 100)

  it('hold every object, and the wanted part of empty tiles', () => {
    const samples = trainingSamples(data, input, layout, { emptyShare: 0.25, seed: 3 })
    const holds = ({ image, window }: (typeof samples)[number], box: SnapshotImage['boxes'][number]) =>
      image.boxes.includes(box) &&
      box.x1 * 0.3 >= window.left &&
      box.y1 * 0.3 >= window.top &&
      box.x2 * 0.3 <= window.left + input.width &&
      box.y2 * 0.3 <= window.top + input.height
    for (const image of data) {
      for (const box of image.boxes) expect(samples.some((sample) => holds(sample, box))).toBe(true)
    }
    const empty = samples.filter((sample) => !sample.image.boxes.some((box) => holds(sample, box)))
    expect(empty.length / samples.length).toBeGreaterThan(0.15)
    expect(empty.length / samples.length).toBeLessThan(0.35)
    for (const { window } of samples) {
      expect(window.left).toBeGreaterThanOrEqual(0)
      expect(window.left + input.width).toBeLessThanOrEqual(1200)
    }
    expect(trainingSamples(data, input, layout, { emptyShare: 0.25, seed: 3 })).toEqual(samples)
  })

  it('are whole images without a layout, and ignore small boxes in overviews', () => {
    const whole = trainingSamples(data, input, null, { emptyShare: 0.2, seed: 3 })
    expect(whole.map(({ image }) => image.id)).toEqual(data.map(({ id }) => id))
    const both = trainingSamples(data, input, { ...layout, wholeImage: true }, { emptyShare: 0.2, seed: 3 })
    const overviews = both.filter(({ ignoredUpTo }) => ignoredUpTo > 0)
    expect(overviews.length).toBe(10)
    expect(overviews[0]?.ignoredUpTo).toBeCloseTo(64 / 0.3)
  })

  it('bounds what an evaluation looks at, spread over the images', () => {
    const many = images(100, 4000, 2250, () => 100)
    const steps = { steps: 100 }
    const some = validationImages(many, { maximum: null, budget: steps }, input, layout)
    expect(some.length * layTiles({ width: 4000, height: 2250 }, input, layout).length).toBeLessThanOrEqual(240)
    expect(some.length).toBeGreaterThan(15)
    expect(some.at(-1)?.id).toBeGreaterThan(90)
    expect(validationImages(many, { maximum: null, budget: { minutes: 1 } }, input, layout).length).toBeLessThan(
      some.length,
    )
    expect(validationImages(many, { maximum: 7, budget: steps }, input, null).length).toBe(7)
  })
})

describe('training on tiles', () => {
  beforeAll(startTestBackend)

  it('trains, validates, keeps the layout in the model and detects by it', async () => {
    const folder = await largeRun()
    const before = tf.memory().numTensors
    const events = await runTraining(folder)
    expect(tf.memory().numTensors).toBe(before)
    expect(eventsOf(events, 'started')[0]).toMatchObject({ trainImages: 4, valImages: 2 })
    expect(
      eventsOf(events, 'note')
        .map(({ text }) => text)
        .join(),
    ).toContain('tiles')
    expect(eventsOf(events, 'evaluation').length).toBeGreaterThan(0)
    const losses = eventsOf(events, 'step').map(({ loss }) => loss)
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.9)
    const { tiles } = await readDescription(folder)
    expect(tiles?.scale).toBeGreaterThan(0.3)
    const messages: TrainerMessage[] = []
    const images = [
      { id: 1, file: path.join(folder, '0.png') },
      { id: 2, file: path.join(folder, 'missing.png') },
      { id: 3, file: path.join(folder, '1.png') },
    ]
    const command = {
      kind: 'detect',
      request: 1,
      runFolder: folder,
      images,
      minimumScore: 0.01,
      backend: 'auto',
      threads: 0,
    } as const
    const detectors = new DetectorKeeper()
    await detectCommand(
      command,
      detectors,
      () => false,
      (message) => messages.push(message),
    )
    detectors.dispose()
    const detected = messages.filter((message) => message.kind === 'detected')
    expect(detected.map(({ imageId }) => imageId).sort()).toEqual([1, 2, 3])
    expect(detected.find(({ imageId }) => imageId === 2)?.problem).not.toBeNull()
    for (const { detections } of detected) {
      for (const box of detections) {
        expect(Math.min(box.x1, box.y1)).toBeGreaterThanOrEqual(0)
        expect(Math.max(box.x2, box.y2)).toBeLessThanOrEqual(480)
      }
    }
  }, 120_000)
})

/** Six images of 480 px with three small squares each; the input is 96 px. */
async function largeRun(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'focal-tiles-'))
  const data = images(6, 480, 480, () => 26)
  for (const [index, image] of data.entries()) {
    image.file = path.join(folder, `${index}.png`)
    image.split = index % 3 === 2 ? 'val' : 'train'
    const squares = image.boxes.map(
      ({ x1, y1, x2 }) => `<rect x="${x1}" y="${y1}" width="${x2 - x1}" height="26" fill="#d03020"/>`,
    )
    const svg = `<svg width="480" height="480"><rect width="100%" height="100%" fill="#a0a090"/>${squares.join('')}</svg>`
    await sharp(Buffer.from(svg)).png().toFile(image.file)
  }
  const snapshot: Snapshot = {
    classes: [{ id: 1, name: 'square', color: '#808080' }],
    images: data,
    config: trainingConfig.parse({
      batch: 2,
      input: { width: 96, height: 96 },
      budget: { steps: 12 },
      validation: { everySeconds: 1000 },
      network: { pretrained: false, pyramid: { width: 16 }, heads: { width: 16, depth: 1 } },
    }),
    continueFrom: null,
    createdAt: new Date(0).toISOString(),
    software: {},
    hardware: {},
  }
  await writeFile(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))
  return folder
}
