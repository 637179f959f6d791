/**
 * Attributes that are lists of texts or types. The binding knows none: they are passed as texts that begin with a mark
 * and hold a serialised AttrValue (tensorflow/core/framework/attr_value.proto), which build/setup/native/attributes.cc
 * takes apart. A binding that set-up did not compile takes them as plain texts, and TensorFlow refuses these.
 */
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js'
import type { Native } from './attributes.ts'

export const listMark = '\u0001AttrValue:'
/** Field numbers with their wire type, bytes of a length. */
const tags = { list: 0x0a, texts: 0x12, types: 0x32 }

export function texts(native: Native, name: string, values: readonly string[]): TFEOpAttr {
  return listAttribute(native, name, values.map((value) => field(tags.texts, value)).join(''))
}

/** `values`: TensorFlow's numbers of types, as in `binding.TF_FLOAT`. */
export function types(native: Native, name: string, values: readonly number[]): TFEOpAttr {
  return listAttribute(native, name, field(tags.types, String.fromCharCode(...values)))
}

function listAttribute(native: Native, name: string, list: string): TFEOpAttr {
  return { name, type: native.binding.TF_ATTR_STRING, value: listMark + field(tags.list, list) }
}

/** Of at most 127 bytes: longer lengths would not be plain characters. */
function field(tag: number, value: string): string {
  if (value.length > 127) throw new Error(`An attribute of ${value.length} bytes is too long for this form.`)
  return String.fromCharCode(tag, value.length) + value
}
