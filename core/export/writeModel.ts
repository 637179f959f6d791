/** Writes the files of one exported model, without its card: the heavy part, which runs in a thread of its own. */
import { copyFile, open } from 'node:fs/promises'
import path from 'node:path'
import { modelFileName, readDescription, readValues, weightsFileName } from '../training/modelFolder.ts'
import type { ExportOrder } from './inThread.ts'
import { onnxDetections, onnxEnding, onnxNetwork } from './onnx/export.ts'
import type { TrainedModel } from './network.ts'
import { tfjsModel, weightsFile } from './tfjs/export.ts'

/** `modelFolder` is a run's folder or an exported model; the files are written into `target`, which exists. */
export async function writeModelFiles(
  { modelFolder, format, half, input, target }: ExportOrder,
  tell: (message: string) => void,
): Promise<void> {
  if (format === 'studio') {
    tell('Copying the weights')
    await copyFile(path.join(modelFolder, weightsFileName), path.join(target, weightsFileName))
    const description = await readDescription(modelFolder)
    // Where the first weights lay on this computer is nobody else's business.
    const shared = { ...description, network: { ...description.network, weightsFile: null } }
    await writeChunks(path.join(target, modelFileName), [jsonBytes(shared)])
    return
  }
  tell('Reading the weights')
  const own = await readDescription(modelFolder)
  // Layers fit inputs of any size; anchors are laid for the one that is asked for.
  const description = { ...own, input: input ?? own.input }
  const model: TrainedModel = { description, values: await readValues(modelFolder) }
  tell('Following the network')
  if (format === 'tfjs') {
    const { topology, weights } = tfjsModel(model, half)
    tell('Writing model.json')
    await writeChunks(path.join(target, 'model.json'), [jsonBytes(topology)])
    await writeChunks(path.join(target, weightsFile), weights)
    return
  }
  const chunks = format === 'onnx' ? onnxNetwork(model, half) : onnxDetections(model, half)
  tell('Writing model.onnx')
  await writeChunks(path.join(target, 'model.onnx'), chunks)
  if (format === 'onnx') await writeChunks(path.join(target, 'detections.onnx'), onnxEnding(model))
}

function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`)
}

/** Chunks of less than this are put together before they are written. */
const gathered = 1 << 20

async function writeChunks(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    let waiting: Uint8Array[] = []
    let bytes = 0
    for (const chunk of chunks) {
      waiting.push(chunk)
      bytes += chunk.length
      if (bytes < gathered) continue
      await handle.writeFile(Buffer.concat(waiting))
      waiting = []
      bytes = 0
    }
    await handle.writeFile(Buffer.concat(waiting))
    await handle.sync()
  } finally {
    await handle.close()
  }
}
