/** A recording as TensorFlow's SavedModel, the one form in which the binding takes whole graphs. */
import protobuf from 'protobufjs'
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import type { Native } from '../attributes.ts'
import { listMark } from '../listAttributes.ts'
import type { Constant, Operation, Recording } from './record.ts'

/** What is used of TensorFlow's messages (tensorflow/core/protobuf/saved_model.proto and what it includes). */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Dimension { int64 size = 1; }
  message Shape { repeated Dimension dim = 2; }
  message TensorValue { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
  message List {
    repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5; repeated int32 type = 6;
    repeated Shape shape = 7;
  }
  message Attribute {
    oneof value {
      List list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; Shape shape = 7;
      TensorValue tensor = 8;
    }
  }
  message Node {
    string name = 1; string op = 2; repeated string input = 3; string device = 4; map<string, Attribute> attr = 5;
  }
  message Versions { int32 producer = 1; }
  message Graph { repeated Node node = 1; Versions versions = 4; }
  message Information { repeated string tags = 4; }
  message MetaGraph { Information meta_info_def = 1; Graph graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
`,
  { keepCase: true },
)

export const tag = 'serve'
/** Of the graph's form: operations that newer versions changed keep their meaning. */
const producer = 1087

export interface Placeholder {
  id: number
  shape: readonly number[]
  type: number
}

export interface GraphFile {
  bytes: Uint8Array
  inputs: string[]
  outputs: string[]
}

/** The recording's graph from `inputs` to the tensors numbered `outputs`. */
export function savedModel(
  native: Native,
  recording: Recording,
  inputs: readonly Placeholder[],
  outputs: readonly number[],
): GraphFile {
  const names = new Map<number, string>()
  const nodes: object[] = []
  for (const [index, { id, shape, type }] of inputs.entries()) {
    names.set(id, `input${index}`)
    nodes.push({
      name: `input${index}`,
      op: 'Placeholder',
      attr: { dtype: { type }, shape: { shape: shapeOf(shape) } },
    })
  }
  for (const [index, constant] of recording.constants.entries()) {
    names.set(constant.id, `constant${index}`)
    nodes.push({ name: `constant${index}`, op: 'Const', attr: constantAttributes(constant) })
  }
  for (const [index, operation] of recording.operations.entries()) {
    const name = `operation${index}`
    for (const [output, { id }] of operation.outputs.entries()) names.set(id, output === 0 ? name : `${name}:${output}`)
    nodes.push({ name, op: operation.name, input: operation.inputs.map(nameOf), attr: attributesOf(native, operation) })
  }
  function nameOf(id: number): string {
    const name = names.get(id)
    if (name === undefined) throw new Error('A tensor that is no input was used.')
    return name
  }
  const message = {
    saved_model_schema_version: 1,
    meta_graphs: [{ meta_info_def: { tags: [tag] }, graph_def: { node: nodes, versions: { producer } } }],
  }
  const withIndex = (name: string) => (name.includes(':') ? name : `${name}:0`)
  return {
    bytes: encode('SavedModel', message),
    inputs: inputs.map((_, index) => `input${index}:0`),
    outputs: outputs.map((id) => withIndex(nameOf(id))),
  }
}

function encode(type: string, message: object): Uint8Array {
  return root.lookupType(type).encode(message).finish()
}

function shapeOf(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size })) }
}

function constantAttributes({ shape, type, bytes }: Constant) {
  return { dtype: { type }, value: { tensor: { dtype: type, tensor_shape: shapeOf(shape), tensor_content: bytes } } }
}

function attributesOf(native: Native, { attributes }: Operation) {
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, attributeValue(native, attribute)]))
}

function attributeValue({ binding }: Native, { name, type, value }: TFEOpAttr): object {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return textValue(value as string)
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { list: { i: value } } : { i: value }
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { list: { f: value } } : { f: value }
    case binding.TF_ATTR_BOOL:
      return { b: value }
    case binding.TF_ATTR_TYPE:
      return { type: value }
    case binding.TF_ATTR_SHAPE:
      return { shape: shapeOf(value as number[]) }
    default:
      throw new Error(`Attribute ${name} has a type that is not known: ${type}.`)
  }
}

function textValue(value: string): object {
  if (!value.startsWith(listMark)) return { s: Buffer.from(value) }
  return root.lookupType('Attribute').decode(Buffer.from(value.slice(listMark.length), 'latin1'))
}
