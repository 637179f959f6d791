/** The examples beside exported models: short, and their detections are the studio's own. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelExportFormat } from '../../../core/api/types.ts'
import { exportModel } from '../../../core/services/training/exportModel.ts'
import { startTestBackend } from '../training/fixture.ts'
import { writeExamplePictures } from './examplePictures.ts'
import { randomModel } from './models.ts'
import { findPython } from './python.ts'
import { expectedLines, expectSameLines, linesOf, PATIENCE } from './runExample.ts'
import { quietJob, runRecord, writeRunFolder } from './runFolder.ts'

const model = randomModel({})
const python = findPython()
const least = 0.6
let folder = ''
let pictures: Record<string, string> = {}

beforeAll(async () => {
  await startTestBackend()
  folder = await mkdtemp(path.join(os.tmpdir(), 'focal-examples-'))
  await writeRunFolder(folder, model)
  pictures = await writeExamplePictures(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('have at most 20 lines of code', async () => {
  const examples = path.resolve('core/export/examples')
  for (const name of await readdir(examples)) {
    const lines = (await readFile(path.join(examples, name), 'utf8')).split('\n').map((line) => line.trim())
    const code = lines.filter((line) => line !== '' && !/^(\/\/|#|""".*"""$)/.test(line))
    expect(code.length, name).toBeLessThanOrEqual(20)
  }
})

/** The lines by which an example makes pixels of a picture. */
async function readingOf(example: string): Promise<string> {
  const text = await readFile(path.resolve('core/export/examples', example), 'utf8')
  const [, lines] = /Fit the upright image.*\n([^]*?)\n\n/.exec(text) ?? []
  if (!lines) throw new Error(`${example} does not say where it fits the image.`)
  return lines
}

it.each([
  ['onnx.mjs', 'onnx-detections.mjs'],
  ['tfjs.mjs', 'onnx-detections.mjs'],
  ['onnx.py', 'onnx-detections.py'],
])('%s reads pictures as %s does', async (example, first) => {
  expect(await readingOf(example)).toBe(await readingOf(first))
})

const examples: Array<[ModelExportFormat, string]> = [
  ['onnx-detections', 'example.mjs'],
  ['onnx', 'example.mjs'],
  ['tfjs', 'example.mjs'],
  ['onnx-detections', 'example.py'],
  ['onnx', 'example.py'],
]

describe.each(examples)('%s/%s', (format, script) => {
  const program = script.endsWith('.py') ? python : process.execPath
  // Without a Python that has onnxruntime and pyvips two of them cannot run: FOCAL_STUDIO_PYTHON names one.
  it.skipIf(program === null)(
    'prints what the studio sees, in its order',
    async () => {
      const out = path.join(folder, format)
      await exportModel(runRecord(folder), { out, format, replace: true }, quietJob)
      // Those that read them in the same lines need no more than one of each kind of work: scaled, turned, flattened.
      const all = Object.entries(pictures)
      for (const [kind, picture] of format === 'onnx-detections' ? all : all.slice(1, 3)) {
        const found = await linesOf(program as string, [path.join(out, script), picture, String(least)])
        const expected = await expectedLines(model, picture, least)
        expect(expected.length, kind).toBeGreaterThan(4)
        expectSameLines(found, expected, kind)
      }
    },
    4 * PATIENCE,
  )
})
