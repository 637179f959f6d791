/** A trained model as files of its run's folder: model.json says what it is, weights.safetensors holds the values. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { StudioError } from '../api/errors.ts'
import { elementCount, type ParameterSpec, type ParameterValues } from '../model/parameters.ts'
import { decodeTensors, encodeTensors } from '../model/weights/safetensors.ts'
import { writeAtomically } from '../atomicWrite.ts'
import { retinaNetConfig, trainingConfig } from './config.ts'

export const modelFileName = 'model.json'
export const weightsFileName = 'weights.safetensors'

const modelDescription = z.object({
  format: z.literal('focal-studio-model-1'),
  network: retinaNetConfig,
  classes: z.array(z.object({ id: z.int(), name: z.string() })),
  input: z.object({ width: z.int(), height: z.int() }),
  detection: trainingConfig.shape.detection,
  /** How large images are looked at. Absent in models from before there were tiles. */
  tiles: z.object({ scale: z.number(), overlap: z.number(), wholeImage: z.boolean() }).nullable().default(null),
  /** Images are scaled by their own sides instead of fitted into `input`, as imported models want it. */
  resize: z.object({ shortest: z.int(), longest: z.int() }).nullable().default(null),
})
export type ModelDescription = z.infer<typeof modelDescription>

/** Writes both files; either is whole at any moment. */
export async function writeModel(
  folder: string,
  description: ModelDescription,
  specs: readonly ParameterSpec[],
  values: ParameterValues,
): Promise<void> {
  const tensors = new Map(
    specs.map(({ name, shape }) => [
      name,
      { shape, values: values.get(name) ?? new Float32Array(elementCount(shape)) },
    ]),
  )
  await writeAtomically(path.join(folder, weightsFileName), encodeTensors({ tensors, metadata: { format: 'tfjs' } }))
  await writeAtomically(path.join(folder, modelFileName), `${JSON.stringify(description, null, 2)}\n`)
}

/** Reads what a model is. Throws NOT_FOUND when the folder holds none, BROKEN_FILE when it cannot be understood. */
export async function readDescription(folder: string): Promise<ModelDescription> {
  const file = path.join(folder, modelFileName)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StudioError(
      'NOT_FOUND',
      `There is no trained model in ${folder}.`,
      'Choose a run that has been evaluated at least once.',
      { folder },
      error,
    )
  })
  try {
    return modelDescription.parse(JSON.parse(text))
  } catch (error) {
    throw new StudioError('BROKEN_FILE', `${file} does not describe a model.`, undefined, { file }, error)
  }
}

/** Values of a model by parameter name. */
export async function readValues(folder: string): Promise<ParameterValues> {
  const file = path.join(folder, weightsFileName)
  const { tensors } = decodeTensors(await readFile(file), file)
  return new Map([...tensors].map(([name, { values }]) => [name, values]))
}
