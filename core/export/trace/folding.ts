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

/** One function for all: numbers that go through different ones are each put into an object, millions of times. */
function combine(name: BinaryName, a: number, b: number): number {
  switch (name) {
    case 'Add':
      return a + b
    case 'Sub':
      return a - b
    case 'Multiply':
      return a * b
    case 'RealDiv':
      return a / b
    case 'Maximum':
      return Math.max(a, b)
    case 'Minimum':
      return Math.min(a, b)
    case 'SquaredDifference':
      return (a - b) ** 2
  }
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
  return operation.kind === 'binary' && b ? broadcast(operation.name, a, b, shape) : null
}

function broadcast(name: BinaryName, a: Constant, b: Constant, shape: readonly number[]) {
  const [aSteps, bSteps] = [broadcastSteps(a.value.shape, shape), broadcastSteps(b.value.shape, shape)]
  const [aStep, bStep] = [aSteps.at(-1) ?? 0, bSteps.at(-1) ?? 0]
  const [aNumbers, bNumbers] = [a.numbers, b.numbers]
  const result = new Float32Array(sizeOf(shape))
  walkRows(shape, (start, length, place) => {
    let [aAt, bAt] = [offset(place, aSteps), offset(place, bSteps)]
    for (let at = start; at < start + length; at++, aAt += aStep, bAt += bStep) {
      result[at] = combine(name, aNumbers[aAt] as number, bNumbers[bAt] as number)
    }
  })
  return result
}

function slice({ value, numbers }: Constant, begin: readonly number[], size: readonly number[]): Float32Array {
  const steps = broadcastSteps(value.shape, value.shape)
  const step = steps.at(-1) ?? 0
  const first = offset(begin, steps)
  const result = new Float32Array(sizeOf(size))
  walkRows(size, (start, length, place) => {
    const from = first + offset(place, steps)
    for (let at = 0; at < length; at++) result[start + at] = numbers[from + at * step] as number
  })
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

/**
 * Calls `visit` with the first place of every row of a shape, in the order of its elements: filters have millions of
 * them. The place is the same array each time.
 */
function walkRows(
  shape: readonly number[],
  visit: (start: number, length: number, place: readonly number[]) => void,
): void {
  const place = shape.map(() => 0)
  const [size, length] = [sizeOf(shape), shape.at(-1) ?? 1]
  for (let start = 0; start < size; start += length) {
    visit(start, length, place)
    for (let axis = shape.length - 2; axis >= 0; axis--) {
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
