/** Golden numbers of torchvision's RetinaNets (test/oracles/weights/torchvision_detectors.py), and their formulas. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { TensorData } from '../../../core/model/weights/safetensors.ts'
import { elementCount } from '../../../core/model/parameters.ts'

interface Sampled {
  sample: string
  mean: number
  deviation: number
  count: number
}

export interface VersionGolden {
  tensors: Record<string, number[]>
  predictions: {
    logits: Sampled
    deltas: Sampled
    anchors: { sample: string; count: number }
    detections: { boxes: string; scores: string; labels: number[] }
  }
  training: TrainingGolden[]
}

/** A first step in float64. */
export interface TrainingGolden {
  /** Of its pictures. */
  salts: number[]
  classification: number
  bbox_regression: number
  positives: number[]
  ignored: number[]
  /**
   * Relative to the norm: by how much PyTorch itself misses the gradient in float32 (`float32Error`), and by how much it
   * moves in float64 when weights move by a millionth (`sensitivity`).
   */
  gradients: Record<string, { norm: number; sample: string; float32Error: number; sensitivity: number }>
}

interface Golden {
  truths: Array<{ boxes: Array<[number, number, number, number]>; labels: number[] }>
  v1: VersionGolden
  v2: VersionGolden & { trainingByMovingStatistics: TrainingGolden[] }
}

const file = path.resolve(import.meta.dirname, '../../oracles/weights/torchvision_detectors.json')
export const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden

/** Numbers that the oracle stored as base64 of float32. */
export function unpack(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer)
}

/** Evenly spaced places, as the oracle takes them. */
export function sampleOf(values: Float32Array, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, index) => values[Math.floor((index * (values.length - 1)) / (count - 1))] ?? Number.NaN,
  )
}

export function largestDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.NaN
  return found.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (expected[index] as number))), 0)
}

/**
 * size * u + offset with u in [-1, 1): an FNV-1a hash of the name and each place, mixed as MurmurHash3 ends. A plain
 * loop: a checkpoint has 36 million numbers.
 */
function hashed(name: string, count: number, size: number, offset = 0): Float32Array {
  let seed = 2166136261
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619)
  const values = new Float32Array(count)
  for (let index = 0; index < count; index++) {
    let h = (seed + Math.imul(index, 0x9e3779b9)) | 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    values[index] = (((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1) * size + offset
  }
  return values
}

/** The oracle's value of a tensor: see its `value`. */
function valuesOf(name: string, shape: readonly number[]): Float32Array {
  const by = (size: number, offset?: number) => hashed(name, elementCount(shape), size, offset)
  if (shape.length === 4) {
    const isLinear = /fpn|logits|bbox_reg/.test(name)
    const bound = Math.sqrt((isLinear ? 3 : 6) / elementCount(shape.slice(1)))
    return by(bound * (name.includes('bbox_reg') ? 0.4 : name.includes('inner_blocks') ? 0.3 : 1))
  }
  if (name.endsWith('running_var')) return by(0.3, 1)
  if (name.endsWith('running_mean')) return by(0.2)
  if (name.endsWith('weight')) return name.includes('bn3') ? by(0.05, 0.25) : by(0.2, 1)
  return name.includes('cls_logits') ? by(0.3, -3) : by(0.1)
}

/** A checkpoint as torchvision would have saved it. */
export function storedTensors({ tensors }: VersionGolden): Map<string, TensorData> {
  return new Map(Object.entries(tensors).map(([name, shape]) => [name, { shape, values: valuesOf(name, shape) }]))
}

/** The oracle's picture: RGB, row by row. */
export function picture(width: number, height: number, salt: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const waves = (y * 7 + x * 13 + c * 29 + salt * 31 + Math.floor((y * x) / 50)) % 256
        const blocks = ((Math.floor(x / 24) + Math.floor(y / 18) + c + salt) % 3) * 60
        pixels[at++] = Math.floor((waves + blocks) / 2)
      }
    }
  }
  return pixels
}
