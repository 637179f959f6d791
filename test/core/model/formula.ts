/** Weights by formula, as test/oracles/network fills PyTorch's networks: a function of a value's name and place. */
import { elementCount, type ParameterSpec, type ParameterValues } from '../../../core/model/parameters.ts'

/** FNV-1a hash of the name. */
function saltOf(name: string): number {
  let hashed = 2166136261
  for (const byte of new TextEncoder().encode(name)) hashed = Math.imul(hashed ^ byte, 16777619) >>> 0
  return hashed
}

/** A number in [-1, 1) that looks random: a 32-bit hash of a place and a salt. */
function noiseAt(salt: number, place: number): number {
  let mixed = (Math.imul(place, 0x9e3779b1) + salt) | 0
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 31 - 1
}

/** `count` such numbers. */
export function noise(name: string, count: number): Float64Array {
  const salt = saltOf(name)
  const values = new Float64Array(count)
  for (let place = 0; place < count; place++) values[place] = noiseAt(salt, place)
  return values
}

/** Values of a parameter that PyTorch calls `name`; filters are brought from [out, in, h, w] into this studio's order. */
function valuesOf(name: string, { shape }: ParameterSpec, gain: number): Float32Array {
  if (shape.length === 1) {
    const raw = noise(name, elementCount(shape))
    if (name.endsWith('running_var')) return Float32Array.from(raw, (value) => 1 + 0.5 * value)
    if (name.endsWith('weight')) return Float32Array.from(raw, (value) => 1 + 0.3 * value)
    return Float32Array.from(raw, (value) => 0.2 * value)
  }
  const [height, width, second, third] = shape as [number, number, number, number]
  // A depthwise filter is [h, w, channels, 1] here and [channels, 1, h, w] there.
  const [inputs, outputs] = third === 1 && second > 1 ? [1, second] : [second, third]
  const size = Math.sqrt(3 / (height * width * inputs)) * gain
  const salt = saltOf(name)
  const values = new Float32Array(elementCount(shape))
  let at = 0
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let place = 0; place < height * width; place++) {
        values[(place * inputs + input) * outputs + output] = noiseAt(salt, at++) * size
      }
    }
  }
  return values
}

/** Values of all parameters; `nameOf` gives PyTorch's name of each, `gain` is that of the oracle. */
export function formulaValues(
  specs: readonly ParameterSpec[],
  nameOf: (name: string) => string,
  gain: number,
): ParameterValues {
  return new Map(specs.map((spec) => [spec.name, valuesOf(nameOf(spec.name), spec, gain)]))
}

/** PyTorch's name of a parameter, from those of its convolution and its normalisation. */
export function torchName(parameter: string, convolution: string, normalisation: string): string {
  const part = parameter.slice(parameter.lastIndexOf('.') + 1)
  const names: Record<string, string> = {
    filter: `${convolution}.weight`,
    bias: `${convolution}.bias`,
    scale: `${normalisation}.weight`,
    shift: `${normalisation}.bias`,
    mean: `${normalisation}.running_mean`,
    variance: `${normalisation}.running_var`,
  }
  return names[part] ?? parameter
}
