/** The thread that reads weights files. */
import path from 'node:path'
import { recognise } from '../../model/recognise/recognise.ts'
import { makeRetinaNet } from '../../model/retinanet.ts'
import { readWeightsFile } from '../../model/weights/weightsFile.ts'
import { importModel } from '../../training/importModel.ts'
import { importStudioModel, studioModelClasses, studioModelFolder } from '../../training/importStudioModel.ts'
import { mergeOverrides, resolveConfig } from '../../training/resolveConfig.ts'
import { settingsFor } from '../../training/startSettings.ts'
import { answerOrder } from '../../answerInThread.ts'
import type { WeightsAnswers, WeightsOrder } from './orders.ts'

await answerOrder(carryOut)

async function carryOut(order: WeightsOrder): Promise<WeightsAnswers[WeightsOrder['kind']]> {
  if (order.kind !== 'inspect') {
    const folder = await studioModelFolder(order.file)
    if (folder !== null) return order.kind === 'classes' ? studioModelClasses(folder) : importStudioModel(folder, order)
  }
  const stored = await readWeightsFile(order.file)
  const name = path.basename(order.file)
  switch (order.kind) {
    case 'classes':
      return recognise(stored, name, order.names).classes?.names ?? []
    case 'import':
      return importModel(recognise(stored, name, order.names), order)
    case 'inspect': {
      const file = recognise(stored, name, null)
      const settings = settingsFor(file, order.file)
      const { network } = resolveConfig(order.preset, mergeOverrides(settings, order.overrides))
      const { parameters } = makeRetinaNet(network, Math.max(1, order.classNames.length))
      return {
        file: order.file,
        title: file.title,
        detector: file.detector,
        classes: file.classes?.names ?? [],
        settings,
        report: file.take(parameters, network, order.classNames).report,
      }
    }
  }
}
