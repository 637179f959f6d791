/** A detector as a TensorFlow.js graph model: model.json and its weights. */
import { traceBoxes, type TrainedModel } from '../network.ts'
import { halved } from '../half.ts'
import { openShape } from '../trace/graph.ts'
import { version } from '../../version.ts'
import { shapeOf } from './graphDef.ts'
import { lowerGraph } from './lower.ts'

export interface TfjsModel {
  /** The content of model.json. */
  topology: object
  /** The bytes of its weights file, in pieces. */
  weights: Uint8Array[]
}

/** Name of the weights file, beside model.json. */
export const weightsFile = 'weights.bin'

/** Outputs `scores` [N, R, K] after the sigmoid and `boxes` [N, R, 4] in input pixels, for any number of images. */
export function tfjsModel(model: TrainedModel, half = false): TfjsModel {
  const { graph } = traceBoxes(model)
  const builder = lowerGraph(graph)
  const stored = builder.weights.map((weight) => ({
    ...weight,
    half: half ? halved(weight.name, weight.numbers) : null,
  }))
  const described = ({ name, value }: (typeof graph.outputs)[number]) => [
    name,
    { name, dtype: 'DT_FLOAT', tensorShape: shapeOf(openShape(value.shape)) },
  ]
  const topology = {
    format: 'graph-model',
    generatedBy: `Focal Studio ${version}`,
    convertedBy: null,
    signature: {
      inputs: Object.fromEntries(graph.inputs.map(described)),
      outputs: Object.fromEntries(graph.outputs.map(described)),
    },
    userDefinedMetadata: {
      classes: model.description.classes.map(({ name }) => name),
      // So that `predict` answers by name.
      structuredOutputKeys: graph.outputs.map(({ name }) => name),
    },
    modelTopology: { node: builder.nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: stored.map(({ name, shape, numbers, half }) => ({
          name,
          shape,
          dtype: numbers instanceof Int32Array ? 'int32' : 'float32',
          ...(half ? { quantization: { dtype: 'float16', original_dtype: 'float32' } } : {}),
        })),
      },
    ],
  }
  const weights = stored.map(({ numbers, half }) => {
    const { buffer, byteOffset, byteLength } = half ?? numbers
    return new Uint8Array(buffer, byteOffset, byteLength)
  })
  return { topology, weights }
}
