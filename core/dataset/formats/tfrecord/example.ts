/**
 * tf.train.Example in the wire format of Protocol Buffers: features (1) of entries (1) of name (1) and feature (2), which
 * is a list of bytes (1), floats (2) or whole numbers (3), each with its values (1).
 */
import protobuf from 'protobufjs/minimal.js'

const { Reader, Writer } = protobuf
const LENGTH_DELIMITED = 2

export interface Feature {
  bytes: Uint8Array[]
  numbers: number[]
}

export type Example = Map<string, Feature>

/** Decodes an example. @throws RangeError or Error when the bytes are none. */
export function decodeExample(bytes: Uint8Array): Example {
  const example: Example = new Map()
  eachField(bytes, (field, features) => {
    if (field !== 1) return
    eachField(features, (_field, entry) => {
      let name = ''
      let feature: Feature = { bytes: [], numbers: [] }
      eachField(entry, (part, value) => {
        if (part === 1) name = new TextDecoder().decode(value)
        else if (part === 2) feature = decodeFeature(value)
      })
      example.set(name, feature)
    })
  })
  return example
}

/** Calls back for each field that is a message or text; others are passed over. */
function eachField(bytes: Uint8Array, take: (field: number, value: Uint8Array) => void): void {
  const reader = Reader.create(bytes)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if ((tag & 7) === LENGTH_DELIMITED) take(tag >>> 3, reader.bytes())
    else reader.skipType(tag & 7)
  }
}

function decodeFeature(bytes: Uint8Array): Feature {
  const feature: Feature = { bytes: [], numbers: [] }
  eachField(bytes, (kind, list) => {
    if (kind === 1) eachField(list, (_field, value) => feature.bytes.push(value))
    else feature.numbers.push(...decodeNumbers(list, kind === 2))
  })
  return feature
}

/** Packed into one field, or each number a field of its own. */
function decodeNumbers(bytes: Uint8Array, floats: boolean): number[] {
  const numbers: number[] = []
  const reader = Reader.create(bytes)
  const one = () => (floats ? reader.float() : Number(reader.int64()))
  while (reader.pos < reader.len) {
    if ((reader.uint32() & 7) === LENGTH_DELIMITED) {
      const end = reader.uint32() + reader.pos
      if (end > reader.len) throw new RangeError('A list is longer than its message.')
      while (reader.pos < end) numbers.push(one())
    } else numbers.push(one())
  }
  return numbers
}

export type FeatureValue = { text: string[] } | { bytes: Uint8Array[] } | { floats: number[] } | { integers: number[] }

/** Encodes an example. */
export function encodeExample(features: Readonly<Record<string, FeatureValue>>): Uint8Array {
  const writer = Writer.create()
  writer.uint32(field(1)).fork()
  for (const [name, value] of Object.entries(features)) {
    writer.uint32(field(1)).fork()
    writer.uint32(field(1)).string(name)
    writer.uint32(field(2)).fork()
    if ('text' in value) {
      writer.uint32(field(1)).fork()
      for (const text of value.text) writer.uint32(field(1)).string(text)
    } else if ('bytes' in value) {
      writer.uint32(field(1)).fork()
      for (const bytes of value.bytes) writer.uint32(field(1)).bytes(bytes)
    } else if ('floats' in value) {
      writer.uint32(field(2)).fork().uint32(field(1)).fork()
      for (const number of value.floats) writer.float(number)
      writer.ldelim()
    } else {
      writer.uint32(field(3)).fork().uint32(field(1)).fork()
      for (const number of value.integers) writer.int64(number)
      writer.ldelim()
    }
    writer.ldelim().ldelim().ldelim()
  }
  return writer.ldelim().finish()
}

function field(number: number): number {
  return (number << 3) | LENGTH_DELIMITED
}
