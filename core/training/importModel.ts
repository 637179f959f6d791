/** A detector of another program as a model folder of the studio. */
import { StudioError } from '../api/errors.ts'
import type { RecognisedFile } from '../model/recognise/recognise.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import { detectionConfig, type TrainingConfigInput } from './config.ts'
import { writeModel } from './modelFolder.ts'
import { settingsFor } from './startSettings.ts'
import { startingValues } from './startingValues.ts'

export interface ModelImport {
  file: string
  /** Classes of the model, known to the file by name, in the order of its outputs. */
  classes: Array<{ id: number; name: string }>
  folder: string
}

/** Images are scaled as both programs do it: shorter side 800, longer side 1333 at most. */
export const importedResize = { shortest: 800, longest: 1333 }

/** Where an input of one size is asked for, as in exports: most photographs fit into it so scaled. */
const input = { width: 1088, height: 800 }

/**
 * Writes the folder and says what the model is. Throws UNSUPPORTED for a backbone alone and when a layer of the
 * network is not in the file.
 */
export async function importModel(file: RecognisedFile, { file: source, classes, folder }: ModelImport) {
  if (!file.detector || !file.classes) {
    const hint = 'Start a training from it instead: focal-studio train PROJECT --weights FILE.'
    throw new StudioError('UNSUPPORTED', `${source} holds a backbone without a detector.`, hint, { file: source })
  }
  const names = classes.map(({ name }) => name)
  const { parameters } = makeRetinaNet(file.network, classes.length)
  const { values, classNames, report } = file.take(parameters, file.network, names)
  const [lacking] = [
    ...report.missing,
    ...report.notFitting.map(({ parameter }) => parameter),
    ...(report.classes?.fresh ?? []),
  ]
  if (lacking !== undefined) {
    throw new StudioError(
      'UNSUPPORTED',
      `${source} lacks a part of the detector: ${lacking}.`,
      'A training can start from such a file: focal-studio train PROJECT --weights FILE.',
      { file: source, missing: report.missing, notFitting: report.notFitting },
    )
  }
  const own = startingValues(parameters, 1, names, null, { values, classNames })
  const detection = detectionConfig.parse({ minimumScore: 0.05, perImage: file.title.startsWith('torch') ? 300 : 100 })
  const network = { ...file.network, weightsFile: null }
  await writeModel(
    folder,
    { format: 'focal-studio-model-1', network, classes, input, detection, tiles: null, resize: importedResize },
    parameters,
    own,
  )
  // The settings keep the file's name: the card of an export says where the weights are from.
  const config: TrainingConfigInput = { ...settingsFor(file, source), input, detection }
  return { title: file.title, settings: config }
}
