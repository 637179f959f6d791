/** Golden numbers of the detector (made by test/oracles/detector/golden.py), and the formulas of their inputs. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs'

interface Golden {
  step: {
    c3: number[]
    c4: number[]
    c5: number[]
    laterals: number[][]
    logits: number[]
    deltas: number[]
    positives: number[]
    ignored: number[]
    classLoss: number
    boxLoss: number
    gradients: Record<string, [filter: number, bias: number]>
  }
  boxLosses: {
    anchors: number[]
    truths: number[]
    said: number[]
    target: number[]
    losses: Record<'l1' | 'smooth-l1' | 'giou', { value: number; gradient: number[] }>
  }
  optimizers: Record<'adamw' | 'sgd', number[]>
  nms: Record<string, number[]>
}

const file = path.resolve(import.meta.dirname, '../../oracles/detector/golden.json')
export const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden

/** size * sin(.37 * i + salt). */
export function pattern(count: number, salt: number, size: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => size * Math.sin(0.37 * index + salt))
}

/** 24 evenly spaced elements. */
export function sample(tensor: Tensor): number[] {
  const values = tensor.dataSync()
  return Array.from({ length: 24 }, (_, index) => values[roundHalfToEven(((values.length - 1) * index) / 23)] ?? 0)
}

/** PyTorch rounds halves to the even neighbour. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** Largest difference, as a part of the largest expected value. */
export function relativeError(found: readonly number[], expected: readonly number[]): number {
  const size = Math.max(...expected.map(Math.abs), 1e-12)
  const errors = expected.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN)))
  if (found.length !== expected.length || errors.some(Number.isNaN)) return Number.NaN
  return Math.max(...errors) / size
}

/** Two images of 192 x 128 by formula, the second mirrored: the input of the oracles. */
export function testPixels(): Tensor4D {
  const [height, width] = [128, 192]
  const values = new Float32Array(2 * height * width * 3)
  let at = 0
  for (const mirrored of [false, true]) {
    for (let y = 0; y < height; y++) {
      for (let column = 0; column < width; column++) {
        const x = mirrored ? width - 1 - column : column
        for (let c = 0; c < 3; c++) values[at++] = (y * 7 + x * 13 + c * 29 + Math.floor((y * x) / 50)) % 256
      }
    }
  }
  return tf.tensor4d(values, [2, height, width, 3])
}
