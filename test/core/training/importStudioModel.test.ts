import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { makeRetinaNet } from '../../../core/model/retinanet.ts'
import { detectionConfig, retinaNetConfig } from '../../../core/training/config.ts'
import { importStudioModel, studioModelClasses, studioModelFolder } from '../../../core/training/importStudioModel.ts'
import { readDescription, readValues, writeModel } from '../../../core/training/modelFolder.ts'
import { startingValues } from '../../../core/training/startingValues.ts'

const network = retinaNetConfig.parse({ pyramid: { width: 8 }, heads: { width: 8, depth: 1 } })
const emptyFolder = () => mkdtempSync(path.join(tmpdir(), 'focal-model-'))

/** Compared as a whole: number by number takes a minute. */
const bytes = (values: Float32Array | undefined) =>
  Buffer.from((values ?? new Float32Array()).slice().buffer).toString('base64')

/** A model of these classes in a folder of its own. */
async function exported(...names: string[]): Promise<string> {
  const folder = emptyFolder()
  const { parameters } = makeRetinaNet(network, names.length)
  const description = {
    format: 'focal-studio-model-1' as const,
    network,
    classes: names.map((name, index) => ({ id: index + 1, name })),
    input: { width: 128, height: 96 },
    detection: detectionConfig.parse({}),
    tiles: null,
    resize: null,
  }
  await writeModel(folder, description, parameters, startingValues(parameters, 7, names, null, null))
  return folder
}

it('knows its own models by the folder and by each of its files, and nothing else', async () => {
  const folder = await exported('cat')
  for (const given of [folder, path.join(folder, 'model.json'), path.join(folder, 'weights.safetensors')]) {
    expect(await studioModelFolder(given)).toBe(folder)
  }
  expect(await studioModelClasses(folder)).toEqual(['cat'])
  expect(await studioModelFolder(path.join(folder, 'other.pth'))).toBeNull()
  const other = emptyFolder()
  writeFileSync(path.join(other, 'model.json'), '{"format":"graph-model","modelTopology":{}}')
  writeFileSync(path.join(other, 'weights.safetensors'), '')
  expect(await studioModelFolder(path.join(other, 'weights.safetensors'))).toBeNull()
  await expect(studioModelFolder(path.join(other, 'model.json'))).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(studioModelFolder(other)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

it('brings its classes into the order and under the numbers of the project', async () => {
  const source = await exported('cat', 'dog', 'owl')
  const folder = emptyFolder()
  const classes = [
    { id: 40, name: 'owl' },
    { id: 12, name: 'cat' },
  ]
  const { settings } = await importStudioModel(source, { classes, folder })
  expect(settings).toMatchObject({ network, input: { width: 128, height: 96 } })
  expect(await readDescription(folder)).toEqual({ ...(await readDescription(source)), classes })
  const [before, after] = [await readValues(source), await readValues(folder)]
  for (const [name, values] of before) {
    if (!name.startsWith('classes.output.')) expect(bytes(after.get(name))).toBe(bytes(values))
  }
  const bias = 'classes.output.bias'
  const anchors = (before.get(bias)?.length ?? 0) / 3
  const kernel = 'classes.output.kernel'
  const rows = (before.get(kernel)?.length ?? 0) / 3
  for (const [name, groups] of [
    [bias, anchors],
    [kernel, rows],
  ] as const) {
    const [old, taken] = [before.get(name), after.get(name)]
    const expected = Array.from({ length: groups }, (_, group) => [old?.[group * 3 + 2], old?.[group * 3]]).flat()
    expect(bytes(taken)).toBe(bytes(Float32Array.from(expected, (value) => value ?? Number.NaN)))
  }
})

it('names what is missing in a model that was cut short', async () => {
  const folder = await exported('cat', 'dog')
  const whole = await readDescription(folder)
  await writeModel(folder, { ...whole, classes: [...whole.classes, { id: 3, name: 'owl' }] }, [], new Map())
  const request = { classes: [{ id: 1, name: 'cat' }], folder: emptyFolder() }
  await expect(importStudioModel(folder, request)).rejects.toMatchObject({ code: 'BROKEN_FILE' })
})
