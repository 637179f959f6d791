/**
 * Tensors of a PyTorch file (.pth, .pt) in the zip format of PyTorch 1.6 and later or in the older one, and of a plain
 * pickle with NumPy arrays (.pkl), read without Python and without running anything that the file says.
 */
import { unzipSync } from 'fflate'
import { StudioError } from '../../api/errors.ts'
import { elementCount } from '../parameters.ts'
import { ByteReader } from './byteReader.ts'
import { arrange, elementWidth, isFloating, rowMajorStrides, toFloat32 } from './elements.ts'
import { arrayValues } from './numpyObjects.ts'
import { readPickle, type PickleValue } from './pickle.ts'
import type { TensorData } from './safetensors.ts'
import { findTensors, plainNames, stateDictHooks, type StoredTensor } from './stateDict.ts'
import type { TorchStorage, TorchTensor } from './torchObjects.ts'

const legacyMagic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
const zipMagic = [0x50, 0x4b, 0x03, 0x04]
/** PyTorch does not compress; other programs may, and weights never shrink to less than this part. */
const leastCompressedPart = 1 / 32
/** Of the directory's entry of a file. A damaged directory may claim thousands of millions. */
const leastEntryBytes = 46

/**
 * All floating point tensors by name, as float32 in row-major order; counters and other integers are left out.
 * Throws BROKEN_FILE, naming the file, for anything that is not a plain state dict.
 */
export function readPth(given: Uint8Array, file: string): Map<string, TensorData> {
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  const starts = (magic: number[]) => magic.every((byte, index) => bytes[index] === byte)
  try {
    if (starts(legacyMagic)) return readLegacy(bytes)
    if (starts(zipMagic)) return readZipped(bytes)
    if (bytes[0] === 0x80) return readPlainPickle(bytes)
    throw new Error('it does not begin as one')
  } catch (error) {
    throw new StudioError(
      'BROKEN_FILE',
      `${file} is not a PyTorch state dict that can be read safely: ${reasonOf(error)}.`,
      'Save it with torch.save(model.state_dict(), …), or as .safetensors.',
      { file },
      error,
    )
  }
}

function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  // Names out of the file may hold anything.
  const printable = words.replace(/[\p{C}\s]+/gu, ' ').replace(/\.$/, '')
  return printable.length > 200 ? `${printable.slice(0, 200)}…` : printable
}

function readZipped(bytes: Uint8Array): Map<string, TensorData> {
  let total = 0
  let entries = 0
  const files = unzipSync(bytes, {
    filter({ originalSize }) {
      total += originalSize
      entries += 1
      if (entries * leastEntryBytes > bytes.length || total * leastCompressedPart > bytes.length)
        throw new Error('it claims more than it can hold')
      return true
    },
  })
  const main = Object.keys(files).find((name) => name.endsWith('/data.pkl') || name === 'data.pkl')
  if (main === undefined) throw new Error('it holds no data.pkl')
  const folder = main.slice(0, -'data.pkl'.length)
  const order = files[`${folder}byteorder`]
  if (order && new TextDecoder().decode(order).trim() === 'big') throw new Error('its numbers are stored big end first')
  const { value } = readPickle(files[main] as Uint8Array, 0, stateDictHooks)
  return collect(value, bytes.length, ({ key }) => {
    const data = files[`${folder}data/${key}`]
    if (!data) throw new Error(`the storage ${key} is missing`)
    return data
  })
}

/** Five pickles (magic, version, system, the dict, the storages' keys), then each storage: a count and its bytes. */
function readLegacy(bytes: Uint8Array): Map<string, TensorData> {
  let at = 0
  const types = new Map<string, TorchStorage>()
  const hooks = {
    ...stateDictHooks,
    persistent(id: PickleValue) {
      const found = stateDictHooks.persistent(id) as { opaque: TorchStorage }
      types.set(found.opaque.key, found.opaque)
      return found
    },
  }
  const next = () => {
    const { value, end } = readPickle(bytes, at, hooks)
    at = end
    return value
  }
  next()
  next()
  const system = next()
  if (system instanceof Map && system.get('little_endian') === false) {
    throw new Error('its numbers are stored big end first')
  }
  const dictionary = next()
  const keys = next()
  if (!Array.isArray(keys)) throw new Error('the list of storages is missing')
  const reader = new ByteReader(bytes, at)
  const data = new Map<string, Uint8Array>()
  for (const key of keys) {
    const storage = typeof key === 'string' || typeof key === 'number' ? types.get(String(key)) : undefined
    if (!storage) throw new Error('one of its storages is unknown')
    data.set(storage.key, reader.slice(reader.uint64() * elementWidth(storage.type)))
  }
  return collect(dictionary, bytes.length, ({ key }) => data.get(key) ?? new Uint8Array())
}

function readPlainPickle(bytes: Uint8Array): Map<string, TensorData> {
  const { value } = readPickle(bytes, 0, stateDictHooks)
  return collect(value, bytes.length, () => {
    throw new Error('its storages are missing')
  })
}

/**
 * Reads the tensors that hold weights. A tiny file may claim huge tensors by strides of zero, or the same storage many
 * times: what is read is at most about what went in.
 */
function collect(
  value: PickleValue,
  fileBytes: number,
  bytesOf: (storage: TorchStorage) => Uint8Array,
): Map<string, TensorData> {
  const tensors = new Map<string, TensorData>()
  let left = Math.max(1_000_000, 2 * fileBytes)
  for (const [name, stored] of plainNames(findTensors(value))) {
    if (!isFloating(stored.kind === 'tensor' ? stored.storage.type : stored.type)) continue
    left -= stored.kind === 'array' ? elementCount(stored.shape) : numbersRead(stored)
    if (!(left >= 0)) throw new Error('it claims more numbers than it can hold')
    tensors.set(name, { shape: stored.shape, values: valuesOf(stored, bytesOf) })
  }
  if (tensors.size === 0) throw new Error('it holds no weights')
  return tensors
}

function valuesOf(stored: StoredTensor, bytesOf: (storage: TorchStorage) => Uint8Array): Float32Array {
  return stored.kind === 'array' ? arrayValues(stored) : tensorValues(stored, bytesOf(stored.storage))
}

/** Of its storage and into it: all from a tensor's first number to its last, or more where numbers come again. */
function numbersRead({ shape, stride }: TorchTensor): number {
  return Math.max(elementCount(shape), reachOf(shape, stride))
}

/** Elements from the first one to the last. */
function reachOf(shape: readonly number[], stride: readonly number[]): number {
  return shape.reduce((sum, side, axis) => sum + (side - 1) * (stride[axis] as number), 1)
}

function tensorValues({ storage, offset, shape, stride }: TorchTensor, bytes: Uint8Array): Float32Array {
  const count = elementCount(shape)
  if (count === 0) return new Float32Array()
  const start = storage.start + offset
  const dense = rowMajorStrides(shape)
  // The stride of a side of one element says nothing.
  if (shape.every((side, axis) => side === 1 || stride[axis] === dense[axis])) {
    return toFloat32(storage.type, bytes, start, count)
  }
  return arrange(toFloat32(storage.type, bytes, start, reachOf(shape, stride)), 0, shape, stride)
}
