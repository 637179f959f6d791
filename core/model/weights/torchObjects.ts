/** The objects of PyTorch's pickles: tensors as views of storages, whose numbers lie elsewhere in the file. */
import type { ElementType } from './elements.ts'
import { isGlobal, isOpaque, type Opaque, type PickleValue } from './pickle.ts'

export interface TorchStorage {
  kind: 'storage'
  key: string
  type: ElementType
  /** Elements. */
  count: number
  /** First element, where old files have several storages share one memory. */
  start: number
}

/** Where a tensor's numbers will be once the storages are read. */
export interface TorchTensor {
  kind: 'tensor'
  storage: TorchStorage
  offset: number
  shape: number[]
  stride: number[]
}

const storageTypes: Record<string, ElementType> = {
  'torch FloatStorage': 'f32',
  'torch HalfStorage': 'f16',
  'torch BFloat16Storage': 'bf16',
  'torch DoubleStorage': 'f64',
  'torch LongStorage': 'i64',
  'torch IntStorage': 'i32',
  'torch ShortStorage': 'i16',
  'torch CharStorage': 'i8',
  'torch ByteStorage': 'u8',
  'torch BoolStorage': 'u8',
}

/** What PyTorch's own functions make; undefined for names that are not among them. */
export function callTorch(name: string, given: readonly PickleValue[]): PickleValue | undefined {
  switch (name) {
    case 'torch._utils _rebuild_tensor':
    case 'torch._utils _rebuild_tensor_v2':
      return rebuildTensor(given)
    case 'torch._utils _rebuild_parameter':
    case 'torch._utils _rebuild_parameter_with_state':
      return given[0] ?? null
    case 'torch Size':
      return given[0] ?? []
    case 'torch device':
    case 'torch.serialization _get_layout':
      return null
  }
  return undefined
}

function rebuildTensor([storage, offset, shape, stride]: readonly PickleValue[]): Opaque {
  const from = isOpaque(storage) ? (storage.opaque as { kind?: unknown }) : null
  if (from?.kind !== 'storage' || !isCount(offset) || !isCounts(shape) || !isCounts(stride)) {
    throw new Error('it describes a tensor in an unknown way')
  }
  if (stride.length !== shape.length) throw new Error('it describes a tensor in an unknown way')
  const tensor: TorchTensor = { kind: 'tensor', storage: from as TorchStorage, offset, shape, stride }
  return { opaque: tensor }
}

/** A persistent id: ('storage', type, key, device, elements), in old files also (root's key, offset, elements). */
export function torchStorage(id: PickleValue): Opaque {
  const [kind, type, key, , count, view] = Array.isArray(id) ? id : []
  const element = isGlobal(type) ? storageTypes[type.global] : undefined
  if (kind !== 'storage' || !element || !isCount(count) || !isKey(key))
    throw new Error('it refers to an unknown kind of storage')
  const start = Array.isArray(view) ? view[1] : 0
  if (!isCount(start)) throw new Error('it refers to an unknown kind of storage')
  const storage: TorchStorage = { kind: 'storage', key: String(key), type: element, count, start }
  return { opaque: storage }
}

/** Numbers in old files, text in newer ones. */
function isKey(value: PickleValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= 16 && value.every(isCount)
}
