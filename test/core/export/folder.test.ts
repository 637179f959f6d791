/** An exported folder as a stranger gets it: its card, its README, and its examples, which are run. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelExportFormat } from '../../../core/api/types.ts'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import type { Card } from '../../../core/export/card.ts'
import { exportedFiles } from '../../../core/export/formats.ts'
import type { JobHandle } from '../../../core/jobs/jobBoard.ts'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import type { RunRecord } from '../../../core/project/runs.ts'
import { exportModel } from '../../../core/services/training/exportModel.ts'
import { writeModel } from '../../../core/training/modelFolder.ts'
import { startTestBackend } from '../training/fixture.ts'
import { randomModel, studioDetections } from './models.ts'
import { findPython } from './python.ts'

const run = promisify(execFile)
const PATIENCE = 60_000
const formats: ModelExportFormat[] = ['studio', 'onnx-detections', 'onnx', 'tfjs']
const model = randomModel({})
const python = findPython()
let folder = ''
let picture = ''

const job: JobHandle = { signal: new AbortController().signal, progress: () => undefined }
const record = () =>
  ({
    id: 3,
    name: 'Run 3',
    preset: 'quick',
    steps: 120,
    seconds: 61,
    backend: 'tensorflow',
    folder,
    scores: {
      ap: 0.4,
      ap50: 0.8,
      ap75: 0.3,
      perClass: [{ classId: 4, name: 'square', ap: 0.4, ap50: 0.8, groundTruths: 9 }],
    },
  }) as RunRecord

async function exported(format: ModelExportFormat): Promise<string> {
  const out = path.join(folder, format)
  await exportModel(record(), { out, format, replace: true }, job)
  return out
}

interface Line {
  name: string
  score: number
  box: number[]
}

async function linesOf(program: string, args: string[]): Promise<Line[]> {
  const { stdout } = await run(program, args, { timeout: PATIENCE })
  return stdout
    .split('\n')
    .filter((line) => /^\w+ [\d.]+( -?[\d.]+){4}$/.test(line))
    .map((line) => {
      const [name = '', score, ...box] = line.split(' ')
      return { name, score: Number(score), box: box.map(Number) }
    })
}

/** The studio's own detections of the picture, as the examples print them. */
async function expectedLines(least: number): Promise<Line[]> {
  const { input } = model.description
  const reader = new ImageReader(input)
  const window = wholeWindow(await reader.size(picture), input)
  const found = await studioDetections(model, await reader.read({ file: picture, window }))
  const names = new Map(model.description.classes.map(({ id, name }) => [id, name]))
  return found
    .filter(({ score }) => score >= least)
    .map(({ classId, score, x1, y1, x2, y2 }) => ({ name: names.get(classId) ?? '', score, box: [x1, y1, x2, y2] }))
}

beforeAll(async () => {
  await startTestBackend()
  folder = await mkdtemp(path.join(os.tmpdir(), 'focal-export-'))
  // The examples find their packages as they would in any project's folder.
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  picture = path.join(folder, 'picture.png')
  const svg = `<svg width="300" height="180"><rect width="300" height="180" fill="#a0a090"/>
    <rect x="40" y="30" width="80" height="70" fill="#d03020"/><circle cx="210" cy="100" r="45" fill="#2050d0"/></svg>`
  await sharp(Buffer.from(svg)).png().toFile(picture)
  const { description, values } = model
  await writeModel(
    folder,
    description,
    makeRetinaNet(description.network, description.classes.length).parameters,
    values,
  )
  const box = { x1: 1, y1: 2, x2: 30, y2: 40, classId: 4, crowd: false, difficult: false }
  const snapshot = {
    classes: description.classes.map(({ id, name }) => ({ id, name, color: '#123456' })),
    images: ['train', 'train', 'val'].map((split, index) => ({ id: index, hash: `hash${index}`, split, boxes: [box] })),
    config: { seed: 5, network: description.network },
    continueFrom: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    software: {},
    hardware: {},
  }
  await writeFile(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each(formats)(
  '%s: the files that were promised, and a card',
  async (format) => {
    const out = await exported(format)
    expect((await readdir(out)).toSorted()).toEqual(exportedFiles(format).toSorted())
    const card = JSON.parse(await readFile(path.join(out, 'card.json'), 'utf8')) as Card
    expect(card).toMatchObject({
      name: 'Run 3',
      exportedAs: format,
      classes: [{ index: 0, id: 4, name: 'square', color: '#123456' }, { index: 1 }, { index: 2 }],
      input: { width: 128, height: 96, paddingGrey: 127, tiles: null },
      scores: { ap50: 0.8 },
      data: {
        parts: [
          { part: 'train', images: 2, boxes: 2 },
          { part: 'val', images: 1 },
        ],
      },
      startedFrom: [],
    })
    const words = await readFile(path.join(out, 'README.md'), 'utf8')
    expect(words).toContain('square, disc and star')
    expect(words).toContain('AP50 0.800')
    expect(words).toContain(card.data.snapshot)
  },
  PATIENCE,
)

it(
  'TensorFlow.js with weights in half precision: half the size, and its example still finds what the studio finds',
  async () => {
    const out = path.join(folder, 'half')
    await exportModel(record(), { out, format: 'tfjs', half: true }, job)
    const whole = await exported('tfjs')
    const size = async (where: string) => (await stat(path.join(where, 'weights.bin'))).size
    expect(await size(out)).toBeLessThan(0.6 * (await size(whole)))
    expect(JSON.parse(await readFile(path.join(out, 'card.json'), 'utf8'))).toMatchObject({ precision: 'float16' })
    const found = await linesOf(process.execPath, [path.join(out, 'example.mjs'), picture, '0.6'])
    const [best] = await expectedLines(0.6)
    expect(found.length).toBeGreaterThan(0)
    expect(Math.abs((found[0]?.score ?? 0) - (best?.score ?? 1))).toBeLessThan(0.02)
  },
  PATIENCE,
)

describe('overwriting', () => {
  it('asks before it replaces an earlier export, and never replaces anything else', async () => {
    const out = path.join(folder, 'kept')
    await exportModel(record(), { out, format: 'studio' }, job)
    const again = exportModel(record(), { out, format: 'onnx' }, job)
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT', details: { replaceable: true } })
    await exportModel(record(), { out, format: 'onnx', replace: true }, job)
    expect((await readdir(out)).toSorted()).toEqual(exportedFiles('onnx').toSorted())
    await writeFile(path.join(out, 'mine.txt'), 'mine')
    const foreign = exportModel(record(), { out, format: 'onnx', replace: true }, job)
    await expect(foreign).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(path.join(out, 'mine.txt'), 'utf8')).toBe('mine')
  })

  it('leaves nothing behind when it is cancelled', async () => {
    const controller = new AbortController()
    const parent = path.join(folder, 'cancelled')
    await mkdir(parent)
    const work = exportModel(
      record(),
      { out: path.join(parent, 'model'), format: 'onnx' },
      {
        signal: controller.signal,
        progress: () => controller.abort(new Error('cancelled')),
      },
    )
    await expect(work).rejects.toThrow('cancelled')
    expect(await readdir(parent)).toEqual([])
  })
})

describe('examples', () => {
  const scripts = [
    ['onnx-detections', 'example.mjs'],
    ['onnx', 'example.mjs'],
    ['tfjs', 'example.mjs'],
    ['onnx-detections', 'example.py'],
    ['onnx', 'example.py'],
  ] as const
  for (const [format, script] of scripts) {
    const program = script.endsWith('.py') ? python : process.execPath
    // Without a Python that has onnxruntime, numpy and pillow these two cannot run: FOCAL_STUDIO_PYTHON names one.
    it.skipIf(program === null)(
      `${format}/${script} prints what the studio sees`,
      async () => {
        const out = await exported(format)
        const least = 0.6
        const found = await linesOf(program as string, [path.join(out, script), picture, String(least)])
        const expected = await expectedLines(least)
        expect(expected.length).toBeGreaterThan(4)
        // Pillow shrinks pictures a little differently, so scores at the limit may fall on either side of it.
        const isExact = !script.endsWith('.py')
        if (isExact) expect(found.length).toBe(expected.length)
        const near = (line: Line) =>
          expected.some(
            ({ name, score, box }) =>
              name === line.name &&
              Math.abs(score - line.score) < (isExact ? 1e-3 : 0.05) &&
              box.every((edge, side) => Math.abs(edge - (line.box[side] as number)) < (isExact ? 0.5 : 3)),
          )
        expect(found.filter(near).length).toBeGreaterThanOrEqual(Math.ceil(expected.length * (isExact ? 1 : 0.8)))
      },
      PATIENCE,
    )
  }
})
