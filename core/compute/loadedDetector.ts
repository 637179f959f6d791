/** A model that was read from its folder, ready to detect. */
import * as tf from '@tensorflow/tfjs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { DetectorPlan } from '../detection/detector.ts'
import { makeAnchors, type Anchors } from '../model/anchors.ts'
import type { Weights } from '../model/parameters.ts'
import { makeRetinaNet } from '../model/retinanet.ts'
import {
  modelFileName,
  readDescription,
  readValues,
  weightsFileName,
  type ModelDescription,
} from '../training/modelFolder.ts'
import { makeGraphs } from './nativeOps/graph/graphs.ts'

export interface LoadedDetector {
  plan: DetectorPlan
  weights: Weights
  anchors: Anchors
  resize: ModelDescription['resize']
}

/** Keeps the model that was asked for last: images that a person opens one after another are asked for one by one. */
export class DetectorKeeper {
  #kept: { key: string; detector: LoadedDetector } | null = null

  /** The model of a folder on the current backend. Throws NOT_FOUND and BROKEN_FILE. */
  async get(folder: string): Promise<LoadedDetector> {
    const key = await keyOf(folder)
    if (this.#kept?.key === key) return this.#kept.detector
    this.dispose()
    const detector = await load(folder)
    this.#kept = { key, detector }
    return detector
  }

  dispose(): void {
    if (!this.#kept) return
    const { plan, weights } = this.#kept.detector
    plan.graphs?.dispose()
    tf.dispose([...weights.values()])
    this.#kept = null
  }
}

async function load(folder: string): Promise<LoadedDetector> {
  const { network: config, classes, input, detection, tiles, resize } = await readDescription(folder)
  const network = makeRetinaNet(config, classes.length)
  const values = await readValues(folder)
  return {
    plan: {
      network,
      config,
      classIds: classes.map(({ id }) => id),
      input,
      settings: detection,
      tiles,
      graphs: makeGraphs(),
    },
    weights: new Map(network.parameters.map(({ name, shape }) => [name, tf.tensor(values.get(name) ?? [], shape)])),
    anchors: makeAnchors(config, input.height, input.width),
    resize,
  }
}

/** Says which model lies in a folder at present, and what computes it. */
async function keyOf(folder: string): Promise<string> {
  const times = [modelFileName, weightsFileName].map(async (name) => {
    const found = await stat(path.join(folder, name)).catch(() => null)
    return found === null ? '' : `${found.mtimeMs} ${found.size}`
  })
  return [tf.getBackend(), folder, ...(await Promise.all(times))].join('\n')
}
