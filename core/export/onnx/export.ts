/** A detector as ONNX models: network and decoding in one, or each alone. */
import {
  traceCandidates,
  traceEnding,
  traceRaw,
  inputName,
  type TracedDetector,
  type TrainedModel,
} from '../network.ts'
import { anyBatch, type Graph, type Value } from '../trace/graph.ts'
import { version } from '../../version.ts'
import { appendDetections } from './detections.ts'
import { OnnxGraphBuilder } from './graphBuilder.ts'
import { lowerGraph } from './lower.ts'
import { encodeOnnx, type OnnxModel, type OnnxValue } from './model.ts'

const opset = 17

const inputAbout = 'RGB, 0 to 255, upright, fitted from the top left, grey 127 at the right and bottom'

/** Outputs class_logits, box_deltas and anchors, for any number of images. The file's bytes, in pieces. */
export function onnxNetwork(model: TrainedModel, half = false): Uint8Array[] {
  const { graph } = traceRaw(model)
  const builder = new OnnxGraphBuilder(half)
  const layouts = lowerGraph(graph, builder)
  const abouts: Record<string, string> = {
    class_logits: 'one row per anchor, one column per class, before the sigmoid',
    box_deltas: 'dx, dy, dw, dh of each anchor',
    anchors: 'x1, y1, x2, y2 of each anchor, in input pixels',
  }
  const outputs = graph.outputs.map(({ name, value }) => {
    builder.node('Identity', [layouts.asTraced(value)], {}, name)
    return described(name, value, abouts[name] ?? '')
  })
  return encodeOnnx(modelOf(model, builder, graph, outputs))
}

/** Outputs boxes, scores and labels of one image, best first. The file's bytes, in pieces. */
export function onnxDetections(model: TrainedModel, half = false): Uint8Array[] {
  return withDetections(model, traceCandidates(model), half)
}

/** The same from class_logits and box_deltas of one image: the way from the network alone to its detections. */
export function onnxEnding(model: TrainedModel): Uint8Array[] {
  return withDetections(model, traceEnding(model), false)
}

function withDetections(model: TrainedModel, { graph, anchors }: TracedDetector, half: boolean): Uint8Array[] {
  const builder = new OnnxGraphBuilder(half)
  const layouts = lowerGraph(graph, builder)
  const find = (wanted: string) =>
    graph.outputs.flatMap(({ name, value }) => (name === wanted ? [layouts.asTraced(value)] : [])).join()
  const { classes, detection } = model.description
  const from = { classLogits: find('class_logits'), boxes: find('boxes') }
  appendDetections(builder, from, anchors, classes.length, detection)
  return encodeOnnx(
    modelOf(model, builder, graph, [
      { name: 'boxes', type: 'float32', shape: ['detections', 4], about: 'x1, y1, x2, y2 in input pixels' },
      { name: 'scores', type: 'float32', shape: ['detections'], about: '0 to 1, best first' },
      { name: 'labels', type: 'int64', shape: ['detections'], about: 'index of the class' },
    ]),
  )
}

function modelOf(model: TrainedModel, builder: OnnxGraphBuilder, graph: Graph, outputs: OnnxValue[]): OnnxModel {
  const { classes } = model.description
  return {
    name: 'focal-studio-detector',
    about: `RetinaNet for ${classes.map(({ name }) => name).join(', ')}. See the README.md beside this file.`,
    producer: { name: 'Focal Studio', version },
    opset,
    nodes: builder.nodes,
    initializers: builder.initializers,
    inputs: graph.inputs.map(({ name, value }) => described(name, value, name === inputName ? inputAbout : '')),
    outputs,
    metadata: { classes: JSON.stringify(classes.map(({ name }) => name)) },
  }
}

function described(name: string, { shape }: Value, about: string): OnnxValue {
  return { name, type: 'float32', shape: shape.map((side) => (side === anyBatch ? 'images' : side)), about }
}
