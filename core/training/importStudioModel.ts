/** A model that the studio exported in its own form, taken into another project. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { elementCount } from '../model/parameters.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import type { TrainingConfigInput } from './config.ts'
import type { ModelImport } from './importModel.ts'
import { modelFileName, readDescription, readValues, weightsFileName, writeModel } from './modelFolder.ts'
import { startingValues } from './startingValues.ts'

/**
 * The folder of an exported model, given as that folder or as one of its two files; null for anything else.
 * @throws UNSUPPORTED for a model.json of something else, as TensorFlow.js writes it.
 */
export async function studioModelFolder(file: string): Promise<string | null> {
  const facts = await stat(file).catch(() => null)
  const name = path.basename(file)
  const folder = facts?.isDirectory() === true ? file : path.dirname(file)
  if (folder !== file && name !== modelFileName && name !== weightsFileName) return null
  if (await describesModel(path.join(folder, modelFileName))) return folder
  if (name === weightsFileName) return null
  throw new StudioError(
    'UNSUPPORTED',
    `${file} is not a model in Focal Studio’s own form.`,
    'Export it as a Focal Studio model and choose its model.json; ONNX and TensorFlow.js models do not come back.',
    { file },
  )
}

async function describesModel(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /"format"\s*:\s*"focal-studio-model-/.test(text.slice(0, 200))
}

/** Names of the model's classes in its order. @throws BROKEN_FILE when the folder cannot be understood. */
export async function studioModelClasses(folder: string): Promise<string[]> {
  const { classes } = await readDescription(folder)
  return classes.map(({ name }) => name)
}

/**
 * Writes the model into another folder for these classes, each of them known to it by name, and says what it is.
 * @throws BROKEN_FILE when a layer of its network is not in its weights.
 */
export async function importStudioModel(source: string, { classes, folder }: Omit<ModelImport, 'file'>) {
  const description = await readDescription(source)
  const values = await readValues(source)
  const { network, input, detection } = description
  const classNames = description.classes.map(({ name }) => name)
  const stored = makeRetinaNet(network, classNames.length).parameters
  const lacking = stored.find(({ name, shape }) => values.get(name)?.length !== elementCount(shape))
  if (lacking) {
    const hint = 'Export the model again.'
    throw new StudioError('BROKEN_FILE', `The weights in ${source} lack ${lacking.name}.`, hint, { folder: source })
  }
  const names = classes.map(({ name }) => name)
  const { parameters } = makeRetinaNet(network, classes.length)
  const own = startingValues(parameters, 1, names, null, { values, classNames })
  await writeModel(folder, { ...description, classes }, parameters, own)
  const settings: TrainingConfigInput = { network, input, detection }
  return { title: `a Focal Studio model with ${network.backbone}`, settings }
}
