/**
 * Gradients with TF.js's tape, in less memory. TF.js itself keeps every activation and every gradient of one until the
 * whole way back is done; here each goes as soon as it has been used, as in PyTorch.
 */
import * as tf from '@tensorflow/tfjs'
import type { Scalar, Tensor } from '@tensorflow/tfjs'

/** What the tape knows of an operation (tfjs-core's TapeNode). */
interface TapeNode {
  inputs: Record<string, Tensor>
  outputs: Tensor[]
  /** Kept for the gradient. */
  saved?: Tensor[]
  /** From the gradients of the outputs (null: none) to those of the inputs, each computed when it is called. */
  gradient?(outputs: Array<Tensor | null>): Record<string, () => Tensor>
}

/** The part of TF.js's engine that records. */
interface Recorder {
  startTape(): void
  endTape(): void
  state: { activeTape: TapeNode[] | null }
}

/** Gradients of f's scalar in each of `xs`; zeros where it does not depend on one. Keeps no other tensor. */
export function gradientsIn(xs: readonly Tensor[], f: () => Scalar): Tensor[] {
  const { y, tape } = record(f)
  try {
    return tf.tidy(() => walkBack(nodesBetween(tape, xs, y), xs, y))
  } finally {
    y.dispose()
    for (const node of tape) tf.dispose(node.saved ?? [])
  }
}

function record(f: () => Scalar): { y: Scalar; tape: TapeNode[] } {
  const recorder = tf.engine() as unknown as Recorder
  recorder.startTape()
  const tape = recorder.state.activeTape ?? []
  try {
    return { y: tf.tidy(f), tape }
  } catch (error) {
    for (const node of tape) tf.dispose(node.saved ?? [])
    throw error
  } finally {
    recorder.endTape()
    recorder.state.activeTape = null
  }
}

/** The operations on a way from xs to y; what the others have kept goes. */
function nodesBetween(tape: readonly TapeNode[], xs: readonly Tensor[], y: Tensor): TapeNode[] {
  const fromXs = new Set(xs.map(({ id }) => id))
  const reached = tape.filter(({ inputs, outputs }) => {
    const isReached = Object.values(inputs).some(({ id }) => fromXs.has(id))
    if (isReached) for (const { id } of outputs) fromXs.add(id)
    return isReached
  })
  const toY = new Set([y.id])
  const between = reached.toReversed().filter(({ inputs, outputs }) => {
    const leadsToY = outputs.some(({ id }) => toY.has(id))
    if (leadsToY) for (const { id } of Object.values(inputs)) toY.add(id)
    return leadsToY
  })
  const kept = new Set(between)
  for (const node of tape) if (!kept.has(node)) tf.dispose(node.saved ?? [])
  return between.toReversed().map((node) => {
    const inputs = Object.entries(node.inputs).filter(([, { id }]) => fromXs.has(id))
    return { ...node, inputs: Object.fromEntries(inputs) }
  })
}

function walkBack(nodes: readonly TapeNode[], xs: readonly Tensor[], y: Tensor): Tensor[] {
  const gradients = new Map<number, Tensor>([[y.id, tf.ones(y.shape)]])
  for (const node of nodes.toReversed()) {
    const outputs = node.outputs.map(({ id }) => gradients.get(id) ?? null)
    for (const [name, found] of gradientsOfInputs(node, outputs)) {
      const { id } = node.inputs[name] as Tensor
      const before = gradients.get(id)
      gradients.set(id, before ? tf.add(before, found) : found)
      if (before) tf.dispose([before, found])
    }
    for (const { id } of node.outputs) gradients.delete(id)
    tf.dispose(outputs.filter((output) => output !== null))
    tf.dispose(node.saved ?? [])
  }
  return xs.map((x) => gradients.get(x.id) ?? tf.zerosLike(x))
}

/** By input name; each a tensor of its own. What was computed on the way is gone. */
function gradientsOfInputs(node: TapeNode, outputs: Array<Tensor | null>): Array<[string, Tensor]> {
  const names = Object.keys(node.inputs)
  const found = tf.tidy(() => {
    if (!node.gradient) throw new Error('An operation on the way to the loss has no gradient.')
    const compute = node.gradient(outputs)
    const taken = new Set<Tensor | null>(outputs)
    return names.map((name) => {
      const gradient = (compute[name] as () => Tensor)()
      const own = taken.has(gradient) ? tf.clone(gradient) : gradient
      taken.add(gradient)
      return own
    })
  })
  return names.map((name, index) => [name, found[index] as Tensor])
}
