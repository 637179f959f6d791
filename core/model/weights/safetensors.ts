/**
 * The safetensors format: eight bytes with the header's length, a JSON header, then the tensors' bytes. It holds
 * weights and checkpoints here; reading it runs no code of the file.
 */
import { StudioError } from '../../api/errors.ts'

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

/** Reads float32 and float16 tensors. Throws BROKEN_FILE, naming the file, when the bytes are not what they claim. */
export function decodeTensors(given: Uint8Array, file: string): TensorFile {
  // Slices of a Buffer would share its memory; those of a plain array are copies, aligned for any type.
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
  for (const [name, entry] of Object.entries(header.entries)) {
    const [start, end] = entry.data_offsets
    const width = { F32: 4, F16: 2 }[entry.dtype]
    if (!width) throw broken(`tensor "${name}" has the type ${entry.dtype}, and only F32 and F16 are read`)
    const count = entry.shape.reduce((product, side) => product * side, 1)
    if (start < 0 || end > data.length || end - start !== count * width) {
      throw broken(`tensor "${name}" does not fit into it`)
    }
    const copy = data.slice(start, end).buffer
    tensors.set(name, {
      shape: entry.shape,
      values: width === 4 ? new Float32Array(copy) : new Float32Array(new Float16Array(copy)),
    })
  }
  return { tensors, metadata: header.metadata }
}

function parseHeader(bytes: Uint8Array, broken: (reason: string) => StudioError) {
  try {
    const parsed = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const { [metadataKey]: metadata = {}, ...entries } = parsed
    return { metadata: metadata as Record<string, string>, entries: entries as Record<string, HeaderEntry> }
  } catch {
    throw broken('its header is not JSON')
  }
}
