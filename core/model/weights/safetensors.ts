/**
 * The safetensors format: eight bytes with the header's length, a JSON header, then the tensors' bytes. It holds
 * weights and checkpoints here; reading it runs no code of the file.
 */
import { StudioError } from '../../api/errors.ts'
import { elementCount } from '../parameters.ts'
import { elementWidth, toFloat32, type ElementType } from './elements.ts'

export interface TensorData {
  shape: number[]
  values: Float32Array
}

export interface TensorFile {
  tensors: Map<string, TensorData>
  /** Free text by key. */
  metadata: Record<string, string>
}

interface HeaderEntry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

const metadataKey = '__metadata__'
/** Larger headers are refused: they could only come from a broken or hostile file. */
const largestHeader = 100 * 1024 * 1024

/** The file's bytes, all tensors as float32. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, HeaderEntry | Record<string, string>> = { [metadataKey]: metadata }
  let offset = 0
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] }
    offset += values.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  // Tensors start at a multiple of eight bytes; the format allows spaces after the header.
  const headerLength = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true)
  bytes.fill(0x20, 8, 8 + headerLength)
  bytes.set(json, 8)
  let at = 8 + headerLength
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
    at += values.byteLength
  }
  return bytes
}

/** Types that hold weights, by their names in the format. */
const types: Record<string, ElementType> = { F32: 'f32', F16: 'f16', BF16: 'bf16', F64: 'f64' }
/** Counters and masks, which are left out. */
const otherTypes = new Set(['BOOL', 'U8', 'I8', 'U16', 'I16', 'U32', 'I32', 'U64', 'I64'])

/**
 * Reads the floating point tensors, whatever their width, as float32. Throws BROKEN_FILE, naming the file, when the
 * bytes are not what they claim.
 */
export function decodeTensors(given: Uint8Array, file: string): TensorFile {
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  const broken = (reason: string) =>
    new StudioError('BROKEN_FILE', `${file} is not a whole safetensors file: ${reason}.`, undefined, { file })
  if (bytes.length < 8) throw broken('it is too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > Math.min(largestHeader, bytes.length - 8)) throw broken('its header is cut off')
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), broken)
  const data = bytes.subarray(8 + headerLength)
  const tensors = new Map<string, TensorData>()
  // Tensors that share bytes would let a small file claim any amount of memory.
  let left = data.length
  for (const [name, entry] of Object.entries(header.entries)) {
    if (!isEntry(entry)) throw broken(`tensor "${name}" is not described as the format has it`)
    if (otherTypes.has(entry.dtype)) continue
    const type = types[entry.dtype]
    if (!type)
      throw broken(`tensor "${name}" has the type ${entry.dtype}, and only ${Object.keys(types).join(', ')} are read`)
    const [start, end] = entry.data_offsets
    const count = elementCount(entry.shape)
    if (end > data.length || end - start !== count * elementWidth(type)) {
      throw broken(`tensor "${name}" does not fit into it`)
    }
    left -= end - start
    if (left < 0) throw broken('its tensors overlap')
    tensors.set(name, { shape: entry.shape, values: toFloat32(type, data.subarray(start, end), 0, count) })
  }
  return { tensors, metadata: header.metadata }
}

function isEntry(value: unknown): value is HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Record<keyof HeaderEntry, unknown>>
  const areCounts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  return typeof dtype === 'string' && areCounts(shape) && areCounts(offsets) && offsets.length === 2
}

function parseHeader(bytes: Uint8Array, broken: (reason: string) => StudioError) {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw broken('its header is not JSON')
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw broken('its header is no object')
  const { [metadataKey]: metadata, ...entries } = parsed as Record<string, unknown>
  const texts = Object.entries(metadata ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return { metadata: Object.fromEntries(texts), entries }
}
