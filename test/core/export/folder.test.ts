/** An exported folder as a stranger gets it: its files, its card and its README. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelExportFormat } from '../../../core/api/types.ts'
import type { Card } from '../../../core/export/card.ts'
import { exportedFiles } from '../../../core/export/formats.ts'
import { exportModel } from '../../../core/services/training/exportModel.ts'
import { startTestBackend } from '../training/fixture.ts'
import { writeExamplePictures } from './examplePictures.ts'
import { randomModel } from './models.ts'
import { expectedLines, expectSameLines, linesOf, PATIENCE } from './runExample.ts'
import { quietJob, runRecord, writeRunFolder } from './runFolder.ts'

const formats: ModelExportFormat[] = ['studio', 'onnx-detections', 'onnx', 'tfjs']
const model = randomModel({})
let folder = ''
let picture = ''

async function exported(format: ModelExportFormat): Promise<string> {
  const out = path.join(folder, format)
  await exportModel(runRecord(folder), { out, format, replace: true }, quietJob)
  return out
}

beforeAll(async () => {
  await startTestBackend()
  folder = await mkdtemp(path.join(os.tmpdir(), 'focal-export-'))
  await writeRunFolder(folder, model)
  ;({ 'a picture': picture = '' } = await writeExamplePictures(folder))
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
    await exportModel(runRecord(folder), { out, format: 'tfjs', half: true }, quietJob)
    const whole = await exported('tfjs')
    const size = async (where: string) => (await stat(path.join(where, 'weights.bin'))).size
    expect(await size(out)).toBeLessThan(0.6 * (await size(whole)))
    expect(JSON.parse(await readFile(path.join(out, 'card.json'), 'utf8'))).toMatchObject({ precision: 'float16' })
    const found = await linesOf(process.execPath, [path.join(out, 'example.mjs'), picture, '0.6'])
    const [best] = await expectedLines(model, picture, 0.6)
    expect(found.length).toBeGreaterThan(0)
    expect(Math.abs((found[0]?.score ?? 0) - (best?.score ?? 1))).toBeLessThan(0.02)
  },
  PATIENCE,
)

it(
  'another size of input: its card says so, and ONNX finds there what the studio finds at that size',
  async () => {
    const input = { width: 192, height: 160 }
    const out = path.join(folder, 'resized')
    await exportModel(runRecord(folder), { out, format: 'onnx-detections', input }, quietJob)
    const card = JSON.parse(await readFile(path.join(out, 'card.json'), 'utf8')) as Card
    expect(card.input).toMatchObject({ ...input, trainedWith: model.description.input })
    expect(await readFile(path.join(out, 'README.md'), 'utf8')).toContain('trained with 128 x 96 pixels')
    const resized = { ...model, description: { ...model.description, input } }
    const expected = await expectedLines(resized, picture, 0.6)
    const found = await linesOf(process.execPath, [path.join(out, 'example.mjs'), picture, '0.6'])
    expectSameLines(found, expected)
    const studio = exportModel(runRecord(folder), { out: path.join(folder, 'no'), format: 'studio', input }, quietJob)
    await expect(studio).rejects.toMatchObject({ code: 'BAD_INPUT' })
  },
  PATIENCE,
)

describe('overwriting', () => {
  it('asks before it replaces an earlier export, and never replaces anything else', async () => {
    const out = path.join(folder, 'kept')
    await exportModel(runRecord(folder), { out, format: 'studio' }, quietJob)
    const again = exportModel(runRecord(folder), { out, format: 'onnx' }, quietJob)
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT', details: { replaceable: true } })
    await exportModel(runRecord(folder), { out, format: 'onnx', replace: true }, quietJob)
    expect((await readdir(out)).toSorted()).toEqual(exportedFiles('onnx').toSorted())
    await writeFile(path.join(out, 'mine.txt'), 'mine')
    const foreign = exportModel(runRecord(folder), { out, format: 'onnx', replace: true }, quietJob)
    await expect(foreign).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(path.join(out, 'mine.txt'), 'utf8')).toBe('mine')
  })

  it('leaves nothing behind when it is cancelled', async () => {
    const controller = new AbortController()
    const parent = path.join(folder, 'cancelled')
    await mkdir(parent)
    const work = exportModel(
      runRecord(folder),
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
