/** Takes from a file every value that fits a network's parameters, and reports on the rest. */
import type { ParameterSpec, ParameterValues } from '../parameters.ts'
import { arrangeAnchors, arrangeFilter, scaleOutputs, storedFilterShape } from './arrange.ts'
import type { Dialect, StoredLayer, StoredTensors } from './dialect.ts'
import type { Mismatch } from './report.ts'

/** The class outputs of a file: how many, and which of them are classes (without background and gaps). */
export interface StoredClasses {
  count: number
  columns: number[]
}

export interface Anchoring {
  scales: number
  ratios: number
}

export interface Taken {
  values: ParameterValues
  notFitting: Mismatch[]
  leftOver: string[]
  missing: string[]
}

/** A layer of the network: the parameters under one name. */
type Layer = Map<string, ParameterSpec>

/** Norms of a layer as they lie in a file: scale, shift, moving mean and variance, each [channels]. */
const normalisationParts = { scale: 'weight', shift: 'bias', mean: 'running_mean', variance: 'running_var' } as const

/**
 * Values by parameter name. The class layer comes with the file's own classes (`classes.columns`), whatever the
 * network's are; everything else must have the network's shape.
 */
export function takeValues(
  specs: readonly ParameterSpec[],
  stored: StoredTensors,
  dialect: Dialect,
  anchoring: Anchoring,
  classes: StoredClasses | null,
): Taken {
  const taken: Taken = { values: new Map(), notFitting: [], leftOver: [], missing: [] }
  const used = new Set<string>()
  for (const [name, layer] of layersOf(specs)) {
    const place = dialect.locate(name)
    if (place) takeLayer(name, layer, place)
    for (const spec of layer.values()) {
      const known = taken.values.has(spec.name) || taken.notFitting.some(({ parameter }) => parameter === spec.name)
      if (!known) taken.missing.push(spec.name)
    }
  }
  taken.leftOver = [...stored.keys()].filter((name) => !used.has(name) && !dialect.isNeedless(name))
  return taken

  function takeLayer(name: string, layer: Layer, { convolution, normalisation }: StoredLayer): void {
    const isClasses = name === 'classes.output'
    const find = (entry: string, expected: readonly number[], parameter: string): Float32Array | null => {
      const found = stored.get(entry)
      if (!found) return null
      used.add(entry)
      if (sameShape(found.shape, expected)) return found.values
      const mismatch = { parameter, stored: entry, storedShape: found.shape, expectedShape: [...expected] }
      taken.notFitting.push(mismatch)
      return null
    }
    const filterSpec = layer.get('filter')
    if (!filterSpec) return
    const shape = [...filterSpec.shape]
    const found = stored.get(`${convolution}.weight`)
    const depthwise = found?.shape[1] === 1 && shape[3] === 1 && found.shape[0] === shape[2]
    if (isClasses && classes) shape[3] = anchoring.scales * anchoring.ratios * classes.count
    const outputs = depthwise ? (shape[2] as number) : (shape[3] as number)
    const raw = find(`${convolution}.weight`, storedFilterShape(shape, depthwise), filterSpec.name)
    const bias = find(`${convolution}.bias`, [outputs], `${name}.bias`)
    if (!raw) return
    const filter = arrangeFilter({ shape: storedFilterShape(shape, depthwise), values: raw }, depthwise)
    const finish = (values: Float32Array) => {
      if (isClasses && classes) return inOrder(values, classes.count, classes.columns)
      return name === 'boxes.output' ? inOrder(values, 4, null) : values
    }
    const vectors = normalisation === null ? null : readNormalisation(normalisation, outputs, name, find)
    if (layer.has('scale')) {
      taken.values.set(filterSpec.name, filter)
      if (vectors) takeNormalisation(layer, vectors)
      return
    }
    const biasSpec = layer.get('bias')
    if (!biasSpec) return
    if (vectors?.mean && vectors.variance) {
      // The network has the normalisation folded into the convolution.
      const factors = factorsOf(vectors, dialect.epsilon.file)
      const means = vectors.mean
      taken.values.set(filterSpec.name, scaleOutputs(filter, factors))
      const shift = (value: number, channel: number) =>
        value + ((bias?.[channel] ?? 0) - (means[channel] as number)) * (factors[channel] as number)
      taken.values.set(biasSpec.name, vectors.shift.map(shift))
      return
    }
    // A normalisation by groups cannot be folded: the network has no place for it.
    if (vectors) for (const part of ['weight', 'bias']) used.delete(`${normalisation}.${part}`)
    taken.values.set(filterSpec.name, finish(filter))
    // torchvision's convolutions without a bias have one of zero.
    taken.values.set(biasSpec.name, finish(bias ?? new Float32Array(outputs)))
  }

  function takeNormalisation(layer: Layer, vectors: Vectors): void {
    const { file, plan } = dialect.epsilon
    if (vectors.variance && file !== plan) {
      const { variance } = vectors
      const correction = variance.map((value) => Math.sqrt((value + plan) / (value + file)))
      vectors = { ...vectors, scale: scaleOutputs(Float32Array.from(vectors.scale), correction) }
    }
    for (const part of ['scale', 'shift', 'mean', 'variance'] as const) {
      const spec = layer.get(part)
      const values = vectors[part]
      if (spec && values) taken.values.set(spec.name, values)
    }
  }

  function inOrder(values: Float32Array, perAnchor: number, columns: readonly number[] | null): Float32Array {
    return arrangeAnchors(values, { ...anchoring, from: dialect.anchorOrder }, perAnchor, columns)
  }
}

interface Vectors {
  scale: Float32Array
  shift: Float32Array
  /** Batch normalisation has moving statistics, group normalisation has none. */
  mean: Float32Array | null
  variance: Float32Array | null
}

/** The normalisation at a place of the file; null where there is none. */
function readNormalisation(
  place: string,
  channels: number,
  layer: string,
  find: (entry: string, expected: readonly number[], parameter: string) => Float32Array | null,
): Vectors | null {
  const part = (name: keyof typeof normalisationParts) =>
    find(`${place}.${normalisationParts[name]}`, [channels], `${layer}.${name}`)
  const [scale, shift, mean, variance] = [part('scale'), part('shift'), part('mean'), part('variance')]
  return scale && shift ? { scale, shift, mean, variance } : null
}

function factorsOf({ scale, variance }: Vectors, epsilon: number): Float32Array {
  return scale.map((value, channel) => value / Math.sqrt((variance?.[channel] ?? 1) + epsilon))
}

/** Parameters by layer and part: "layer1.0.conv1" -> filter, scale, …. */
function layersOf(specs: readonly ParameterSpec[]): Map<string, Layer> {
  const layers = new Map<string, Layer>()
  for (const spec of specs) {
    const dot = spec.name.lastIndexOf('.')
    const name = spec.name.slice(0, dot)
    const layer = layers.get(name) ?? new Map<string, ParameterSpec>()
    layers.set(name, layer.set(spec.name.slice(dot + 1), spec))
  }
  return layers
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((side, axis) => side === other[axis])
}
