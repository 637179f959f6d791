/** Finds the dictionary of weights in what a checkpoint holds, and gives its tensors plain names. */
import { isOpaque, type PickleHooks, type PickleValue } from './pickle.ts'
import { buildNumpy, callNumpy, type NumpyArray } from './numpyObjects.ts'
import { callTorch, torchStorage, type TorchTensor } from './torchObjects.ts'

export type StoredTensor = TorchTensor | NumpyArray

/** The only names that weights files may call; each is carried out here, in data alone. */
export const stateDictHooks: PickleHooks = {
  call(name, given) {
    // Values beside the weights: settings of the training, its states. Their content is not needed.
    if (name === 'collections OrderedDict' || name === 'collections defaultdict') return new Map()
    if (name === 'argparse Namespace') return new Map()
    const made = callTorch(name, given) ?? callNumpy(name, given)
    if (made === undefined) throw new Error(`it wants to call ${name.replace(' ', '.')}, which no weights need`)
    return made
  },
  persistent: torchStorage,
  build: buildNumpy,
}

/** Under which checkpoints keep their weights; an average is better than the weights that it is one of. */
const wrappers = ['ema_state_dict', 'model_ema', 'state_dict', 'model_state_dict', 'model', 'net', 'weights']

/** Wrapping is at most this deep: {'checkpoint': {'model': {…}}}. */
const deepest = 3

/** Named tensors of a checkpoint. Throws when there are none. */
export function findTensors(value: PickleValue, depth = 0): Map<string, StoredTensor> {
  if (!(value instanceof Map)) throw new Error('it is no dictionary of tensors')
  const tensors = new Map(
    [...value].flatMap(([name, entry]): Array<[string, StoredTensor]> => {
      return typeof name === 'string' && isStored(entry) ? [[name, entry.opaque]] : []
    }),
  )
  if (tensors.size > 0) return tensors
  const inner = wrappers.map((name) => value.get(name)).find((entry) => entry instanceof Map)
  if (!inner || depth === deepest) throw new Error('it is no dictionary of tensors')
  return findTensors(inner, depth + 1)
}

function isStored(value: PickleValue): value is { opaque: StoredTensor } {
  const kind = isOpaque(value) ? (value.opaque as { kind?: unknown } | null)?.kind : null
  return kind === 'tensor' || kind === 'array'
}

/** Prefixes that wrappers of a model put before each of its names: data parallelism, compilation, averaging. */
const prefixes = ['module.', '_orig_mod.', 'model.', 'network.']

/** The same entries without prefixes that all of them have. A counter of an averaged model has none. */
export function plainNames<T>(tensors: ReadonlyMap<string, T>): Map<string, T> {
  const entries = [...tensors].filter(([name]) => name !== 'n_averaged')
  const names = entries.map(([name]) => name)
  let start = 0
  const isShared = (prefix: string) => names.length > 0 && names.every((name) => name.startsWith(prefix, start))
  for (let prefix = prefixes.find(isShared); prefix !== undefined; prefix = prefixes.find(isShared)) {
    start += prefix.length
  }
  return new Map(entries.map(([name, entry]) => [name.slice(start), entry]))
}
