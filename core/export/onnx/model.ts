/** ONNX's messages (onnx.proto, field numbers beside the names), as far as a detector needs them. */
import { StudioError } from '../../api/errors.ts'
import { MessageWriter } from './protobuf.ts'

export type OnnxType = 'float32' | 'int64' | 'int32' | 'float16'

/** TensorProto.DataType */
export const typeNumbers: Record<OnnxType, number> = { float32: 1, int32: 6, int64: 7, float16: 10 }

/** AttributeProto.AttributeType */
const attributeTypes = { float: 1, integer: 2, text: 3, floats: 6, integers: 7 }

export type OnnxAttribute =
  | { float: number }
  | { integer: number }
  | { text: string }
  | { floats: readonly number[] }
  | { integers: readonly number[] }

export interface OnnxNode {
  operator: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Record<string, OnnxAttribute>
}

export interface OnnxTensor {
  name: string
  type: OnnxType
  shape: readonly number[]
  /** Little-endian, row by row. */
  bytes: Uint8Array
}

/** A dimension that is not fixed has a name instead of a length. */
export interface OnnxValue {
  name: string
  type: OnnxType
  shape: ReadonlyArray<number | string>
  about: string
}

export interface OnnxModel {
  name: string
  about: string
  producer: { name: string; version: string }
  /** Of the standard operators. */
  opset: number
  nodes: readonly OnnxNode[]
  initializers: readonly OnnxTensor[]
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  metadata: Record<string, string>
}

/** Version of the file format that came with opset 17. */
const irVersion = 8

/** Protocol Buffers end at 2 GiB; larger models would need their weights beside the file. */
const largestBytes = 2 ** 31 - 1

/** The file's bytes, in pieces. @throws UNSUPPORTED beyond 2 GiB. */
export function encodeOnnx(model: OnnxModel): Uint8Array[] {
  const writer = new MessageWriter()
    .integer(1, irVersion)
    .text(2, model.producer.name)
    .text(3, model.producer.version)
    .text(6, model.about)
    .message(7, graphMessage(model))
    .message(8, new MessageWriter().text(1, '').integer(2, model.opset))
  for (const [key, value] of Object.entries(model.metadata)) {
    writer.message(14, new MessageWriter().text(1, key).text(2, value))
  }
  if (writer.length > largestBytes) {
    throw new StudioError('UNSUPPORTED', `${model.name} is larger than 2 GiB, which one ONNX file cannot hold.`)
  }
  return writer.chunks
}

function graphMessage({ name, nodes, initializers, inputs, outputs }: OnnxModel): MessageWriter {
  const writer = new MessageWriter()
  for (const [index, node] of nodes.entries()) writer.message(1, nodeMessage(node, index))
  writer.text(2, name)
  for (const tensor of initializers) writer.message(5, tensorMessage(tensor))
  for (const input of inputs) writer.message(11, valueMessage(input))
  for (const output of outputs) writer.message(12, valueMessage(output))
  return writer
}

function nodeMessage({ operator, inputs, outputs, attributes = {} }: OnnxNode, index: number): MessageWriter {
  const writer = new MessageWriter()
  for (const input of inputs) writer.text(1, input)
  for (const output of outputs) writer.text(2, output)
  writer.text(3, `${operator}_${index}`).text(4, operator)
  for (const [name, attribute] of Object.entries(attributes)) writer.message(5, attributeMessage(name, attribute))
  return writer
}

function attributeMessage(name: string, attribute: OnnxAttribute): MessageWriter {
  const writer = new MessageWriter().text(1, name)
  if ('float' in attribute) return writer.float(2, attribute.float).integer(20, attributeTypes.float)
  if ('integer' in attribute) return writer.integer(3, attribute.integer).integer(20, attributeTypes.integer)
  if ('text' in attribute) return writer.text(4, attribute.text).integer(20, attributeTypes.text)
  if ('floats' in attribute) {
    for (const value of attribute.floats) writer.float(7, value)
    return writer.integer(20, attributeTypes.floats)
  }
  for (const value of attribute.integers) writer.integer(8, value)
  return writer.integer(20, attributeTypes.integers)
}

function tensorMessage({ name, type, shape, bytes }: OnnxTensor): MessageWriter {
  const writer = new MessageWriter()
  for (const side of shape) writer.integer(1, side)
  return writer.integer(2, typeNumbers[type]).text(8, name).bytes(9, bytes)
}

function valueMessage({ name, type, shape, about }: OnnxValue): MessageWriter {
  const sides = new MessageWriter()
  for (const side of shape) {
    const dimension = new MessageWriter()
    sides.message(1, typeof side === 'number' ? dimension.integer(1, side) : dimension.text(2, side))
  }
  const tensor = new MessageWriter().integer(1, typeNumbers[type]).message(2, sides)
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor)).text(3, about)
}
