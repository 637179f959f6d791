/** What the card says of a model's origin, in cases that a training here does not show. */
import { describe, expect, it } from 'vitest'
import { makeCard, type CardParts } from '../../../core/export/card.ts'
import { dataFacts } from '../../../core/export/provenance.ts'
import { readme } from '../../../core/export/readme.ts'
import { startingWeights } from '../../../core/services/training/startingWeights.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import type { Snapshot } from '../../../core/training/snapshot.ts'
import { randomModel } from './models.ts'

const { description } = randomModel({})

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    classes: [{ id: 4, name: 'square', color: '#102030' }],
    images: [image('a', 'train'), image('b', 'val')],
    config: trainingConfig.parse({}),
    continueFrom: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    software: {},
    hardware: {},
    ...change,
  }
}

function image(hash: string, split: 'train' | 'val', id = 1) {
  const box = { x1: 1, y1: 2, x2: 30, y2: 40, classId: 4, crowd: false, difficult: false }
  return { id, file: `/home/somebody/${hash}.png`, hash, width: 90, height: 60, split, boxes: [box] }
}

function wordsOf(own: Snapshot, change: Partial<CardParts> = {}): string {
  const run = { name: 'Run 3', preset: 'quick', steps: 9, seconds: 8, backend: null, scores: null }
  const startedFrom = startingWeights(own)
  const card = makeCard({
    half: false,
    format: 'onnx',
    description,
    run,
    snapshot: own,
    startedFrom,
    exportedAt: new Date(),
    ...change,
  })
  return readme(card) + JSON.stringify(card)
}

describe('licence', () => {
  it('of the published weights that it started from', () => {
    expect(wordsOf(snapshot())).toContain('Apache-2.0 (RangiLyu)')
  })
  it('of a weights file is not known, and where the file lay is not told', () => {
    const config = trainingConfig.parse({ network: { weightsFile: '/home/somebody/best.pth' } })
    const words = wordsOf(snapshot({ config }))
    expect(words).toContain('The weights file best.pth: licence not known')
    expect(words).not.toContain('somebody')
  })
  it('of an earlier model that is gone is not known', () => {
    expect(wordsOf(snapshot({ continueFrom: '/gone' }))).toContain('has been deleted: licence not known')
  })
  it('of nothing when it started from random weights', () => {
    const config = trainingConfig.parse({ network: { pretrained: false } })
    expect(wordsOf(snapshot({ config }))).toContain('started from random weights')
  })
})

it('says so of a model that another program trained', () => {
  const resize = { shortest: 800, longest: 1333 }
  const words = wordsOf(snapshot({ images: [] }), { description: { ...description, resize } })
  expect(words).toContain('trained by another program')
  expect(words).toContain('shorter side of 800 pixels')
  expect(words).not.toContain('## Training')
})

it('tells how the studio looks at large images', () => {
  const tiles = { scale: 0.5, overlap: 40, wholeImage: true }
  const words = wordsOf(snapshot(), { description: { ...description, tiles } })
  expect(words).toContain('256 x 192 pixels of the image, and neighbours share at least 80')
})

it('knows the same data wherever it lies and in whatever order, and other data from it', () => {
  const [first, second] = [image('a', 'train'), image('b', 'val', 2)]
  const { snapshot: hash } = dataFacts(snapshot({ images: [first, second] }))
  const moved = { ...first, id: 77, file: 'elsewhere' }
  expect(dataFacts(snapshot({ images: [second, moved] })).snapshot).toBe(hash)
  const edited = { ...first, boxes: first.boxes.map((box) => ({ ...box, x1: 1.5 })) }
  expect(dataFacts(snapshot({ images: [edited, second] })).snapshot).not.toBe(hash)
})
