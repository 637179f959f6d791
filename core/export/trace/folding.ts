/**
 * Arithmetic on fixed tensors, done at once: a batch normalisation that the forward pass folds into its filter is
 * exported folded, not as work for every run of the model.
 */
import type { BinaryName, Constant, Operation, UnaryName } from './graph.ts'

const unaries: Partial<Record<UnaryName, (x: number) => number>> = {
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Sqrt: Math.sqrt,
  Square: (x) => x * x,
  Neg: (x) => -x,
  Exp: Math.exp,
  Abs: Math.abs,
}

const binaries: Record<BinaryName, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) ** 2,
}

/** The result of an operation on constants, or null when it is left to the exported model. */
export function fold(operation: Operation, inputs: readonly Constant[], shape: readonly number[]): Float32Array | null {
  const [a, b] = inputs
  if (a === undefined || inputs.some(({ numbers }) => !(numbers instanceof Float32Array))) return null
  if (operation.kind === 'reshape') return a.numbers as Float32Array
  if (operation.kind === 'unary') {
    const compute = unaries[operation.name]
    return compute ? (a.numbers as Float32Array).map(compute) : null
  }
  if (operation.kind === 'slice') return slice(a, operation.begin, shape)
  return operation.kind === 'binary' && b ? broadcast(binaries[operation.name], a, b, shape) : null
}

function broadcast(compute: (a: number, b: number) => number, a: Constant, b: Constant, shape: readonly number[]) {
  const [aSteps, bSteps] = [broadcastSteps(a.value.shape, shape), broadcastSteps(b.value.shape, shape)]
  const result = new Float32Array(sizeOf(shape))
  walk(shape, (at, place) => {
    result[at] = compute(a.numbers[offset(place, aSteps)] as number, b.numbers[offset(place, bSteps)] as number)
  })
  return result
}

function slice({ value, numbers }: Constant, begin: readonly number[], size: readonly number[]): Float32Array {
  const steps = broadcastSteps(value.shape, value.shape)
  const start = offset(begin, steps)
  const result = new Float32Array(sizeOf(size))
  walk(size, (at, place) => (result[at] = numbers[start + offset(place, steps)] as number))
  return result
}

/** Numbers to go for one step along each axis of `to`; 0 where the tensor repeats. */
function broadcastSteps(from: readonly number[], to: readonly number[]): number[] {
  const missing = to.length - from.length
  let step = 1
  return to
    .map((_, axis) => {
      const reverse = to.length - 1 - axis
      const side = from[reverse - missing] ?? 1
      const own = side === 1 ? 0 : step
      step *= side
      return own
    })
    .toReversed()
}

/** Calls `visit` with every place of a shape, in the order of its elements. The place is the same array each time. */
function walk(shape: readonly number[], visit: (at: number, place: readonly number[]) => void): void {
  const place = shape.map(() => 0)
  const size = sizeOf(shape)
  for (let at = 0; at < size; at++) {
    visit(at, place)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] as number) + 1
      if ((place[axis] as number) < (shape[axis] as number)) break
      place[axis] = 0
    }
  }
}

function offset(place: readonly number[], steps: readonly number[]): number {
  let sum = 0
  for (let axis = 0; axis < place.length; axis++) sum += (place[axis] as number) * (steps[axis] as number)
  return sum
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
