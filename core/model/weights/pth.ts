/**
 * Tensors of a PyTorch file (.pth, .pt): a state dict, in the zip format of PyTorch 1.6 and later or in the older one,
 * read without Python and without running anything that the file says.
 */
import { unzipSync } from 'fflate'
import { StudioError } from '../../api/errors.ts'
import { elementCount } from '../parameters.ts'
import { isGlobal, isOpaque, readPickle, type PickleHooks, type PickleValue } from './pickle.ts'
import type { TensorData } from './safetensors.ts'

/** Where a tensor's numbers will be once the storages are read. */
interface Reference {
  storage: Storage
  offset: number
  shape: number[]
  stride: number[]
}

interface Storage {
  key: string
  type: string
  count: number
}

/** Storage types and the bytes of one element. */
const widths: Record<string, number> = {
  'torch FloatStorage': 4,
  'torch HalfStorage': 2,
  'torch DoubleStorage': 8,
  'torch LongStorage': 8,
}

const legacyMagic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]

/**
 * All floating point tensors by name, as float32 in row-major order; counters and other integers are left out.
 * Throws BROKEN_FILE, naming the file, for anything that is not a plain state dict.
 */
export function readPth(given: Uint8Array, file: string): Map<string, TensorData> {
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  try {
    return legacyMagic.every((byte, index) => bytes[index] === byte) ? readLegacy(bytes) : readZipped(bytes)
  } catch (error) {
    throw new StudioError(
      'BROKEN_FILE',
      `${file} is not a PyTorch state dict that can be read safely: ${error instanceof Error ? error.message : String(error)}.`,
      'Save it with torch.save(model.state_dict(), …), or as .safetensors.',
      { file },
      error,
    )
  }
}

function readZipped(bytes: Uint8Array): Map<string, TensorData> {
  const files = unzipSync(bytes)
  const main = Object.keys(files).find((name) => name.endsWith('/data.pkl'))
  if (!main) throw new Error('it holds no data.pkl')
  const folder = main.slice(0, -'data.pkl'.length)
  const { value } = readPickle(files[main] as Uint8Array, 0, hooks)
  return collect(value, ({ key }) => {
    const data = files[`${folder}data/${key}`]
    if (!data) throw new Error(`the storage ${key} is missing`)
    return data
  })
}

/** Five pickles (magic, version, system, the dict, the storages' keys), then each storage: a count and its bytes. */
function readLegacy(bytes: Uint8Array): Map<string, TensorData> {
  let at = 0
  const next = () => {
    const { value, end } = readPickle(bytes, at, hooks)
    at = end
    return value
  }
  next()
  next()
  next()
  const dictionary = next()
  const keys = next()
  if (!Array.isArray(keys)) throw new Error('the list of storages is missing')
  const storages = new Map(references(dictionary).map(([, { storage }]) => [storage.key, storage]))
  const data = new Map<string, Uint8Array>()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const key of keys) {
    const storage = storages.get(String(key))
    if (!storage || at + 8 > bytes.length) throw new Error(`the storage ${String(key)} is unknown or cut off`)
    const length = Number(view.getBigInt64(at, true)) * (widths[storage.type] ?? 0)
    if (length < 0 || at + 8 + length > bytes.length) throw new Error(`the storage ${storage.key} is cut off`)
    data.set(storage.key, bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return collect(dictionary, ({ key }) => data.get(key) ?? new Uint8Array())
}

const hooks: PickleHooks = {
  call(name, given) {
    if (name === 'collections OrderedDict') return new Map()
    if (name === 'torch._utils _rebuild_parameter') return given[0] ?? null
    if (name !== 'torch._utils _rebuild_tensor_v2') throw new Error(`it wants to call ${name}`)
    const [storage, offset, shape, stride] = given
    if (!isOpaque(storage) || typeof offset !== 'number' || !isNumbers(shape) || !isNumbers(stride)) {
      throw new Error('it describes a tensor in an unknown way')
    }
    const reference: Reference = { storage: storage.opaque as Storage, offset, shape, stride }
    return { opaque: reference }
  },
  persistent(id) {
    const [kind, type, key, , count] = Array.isArray(id) ? id : []
    if (kind !== 'storage' || !type || !isGlobal(type) || !(type.global in widths) || typeof count !== 'number') {
      throw new Error('it refers to an unknown kind of storage')
    }
    const storage: Storage = { key: String(key), type: type.global, count }
    return { opaque: storage }
  },
}

function isNumbers(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' && item >= 0)
}

/** Named tensors of a dict, also of one nested under "state_dict" or "model". */
function references(value: PickleValue): Array<[string, Reference]> {
  if (!(value instanceof Map)) throw new Error('it is no dictionary of tensors')
  const inner = value.get('state_dict') ?? value.get('model')
  if (inner instanceof Map) return references(inner)
  return [...value].flatMap(([name, entry]): Array<[string, Reference]> => {
    const isTensor = typeof name === 'string' && isOpaque(entry)
    return isTensor ? [[name, entry.opaque as Reference]] : []
  })
}

function collect(value: PickleValue, bytesOf: (storage: Storage) => Uint8Array): Map<string, TensorData> {
  const tensors = new Map<string, TensorData>()
  for (const [name, reference] of references(value)) {
    if (reference.storage.type === 'torch LongStorage') continue
    tensors.set(name, { shape: reference.shape, values: arrange(reference, toFloats(reference.storage, bytesOf)) })
  }
  return tensors
}

function toFloats(storage: Storage, bytesOf: (storage: Storage) => Uint8Array): Float32Array {
  const { buffer } = bytesOf(storage).slice()
  if (storage.type === 'torch FloatStorage') return new Float32Array(buffer)
  if (storage.type === 'torch HalfStorage') return new Float32Array(new Float16Array(buffer))
  return new Float32Array(new Float64Array(buffer))
}

/** The tensor's elements in row-major order, whatever its strides. */
function arrange({ offset, shape, stride }: Reference, storage: Float32Array): Float32Array {
  const values = new Float32Array(elementCount(shape))
  const position = shape.map(() => 0)
  for (let index = 0; index < values.length; index++) {
    const at = position.reduce((sum, step, axis) => sum + step * (stride[axis] ?? 0), offset)
    const value = storage[at]
    if (value === undefined) throw new Error('a tensor reaches beyond its storage')
    values[index] = value
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = (position[axis] as number) + 1
      if ((position[axis] as number) < (shape[axis] as number)) break
      position[axis] = 0
    }
  }
  return values
}
