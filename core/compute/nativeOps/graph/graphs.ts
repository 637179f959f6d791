/**
 * Functions of tensors that are run again and again, each as a graph where native TensorFlow can: JavaScript and the
 * calls of hundreds of operations then cost nothing, and TensorFlow computes what does not depend on one another at
 * the same time.
 */
import type { Tensor } from '@tensorflow/tfjs'
import { nativeBackend, usesCuda } from '../../tensorflow.ts'
import type { Native } from '../attributes.ts'
import { fuses } from '../fusedConvolution.ts'
import { NativeGraph } from './nativeGraph.ts'
import type { Structure } from './structure.ts'

/** Kept at most: one for each shape of the inputs. */
const most = 8

export class Graphs {
  readonly #native: Native
  /** The one used longest ago first; null: cannot be a graph. */
  readonly #graphs = new Map<string, NativeGraph<Structure> | null>()
  readonly #calls = new Map<string, number>()

  constructor(native: Native) {
    this.#native = native
  }

  /**
   * What `work` answers, by its graph; computed call by call where it cannot be one, and the first `calls` times: a graph
   * takes as long as some dozen calls to make. Functions of the same `name` must differ in nothing but their inputs, and
   * use no other tensors than these and those that they make. The answer's tensors are the caller's (or those of its
   * scope).
   */
  run<Answer extends Structure>(name: string, inputs: readonly Tensor[], work: () => Answer, calls = 0): Answer {
    const key = [name, ...inputs.map(({ shape }) => shape.join('x'))].join(' ')
    const known = this.#graphs.get(key) as NativeGraph<Answer> | null | undefined
    const called = this.#calls.get(key) ?? 0
    if (called < calls) {
      this.#calls.set(key, called + 1)
      return work()
    }
    if (known === null) return work()
    if (known === undefined) return this.#first(key, inputs, work)
    // Moved to the end of the queue.
    this.#graphs.delete(key)
    this.#graphs.set(key, known)
    return known.run(inputs)
  }

  /** How many graphs are kept. */
  get count(): number {
    return [...this.#graphs.values()].filter((graph) => graph !== null).length
  }

  dispose(): void {
    for (const graph of this.#graphs.values()) graph?.dispose()
    this.#graphs.clear()
    this.#calls.clear()
  }

  #first<Answer extends Structure>(key: string, inputs: readonly Tensor[], work: () => Answer): Answer {
    let graph: NativeGraph<Answer> | null = null
    try {
      graph = new NativeGraph(this.#native, inputs, work)
      const answer = graph.run(inputs)
      this.#forget()
      this.#graphs.set(key, graph)
      return answer
    } catch (error) {
      graph?.dispose()
      this.#graphs.set(key, null)
      // The same is computed, if slower.
      process.emitWarning(`TensorFlow takes no graph of "${key}", and computes it call by call: ${String(error)}`)
      return work()
    }
  }

  #forget(): void {
    for (const [key, graph] of this.#graphs) {
      if (this.#graphs.size < most) return
      graph?.dispose()
      this.#graphs.delete(key)
    }
  }
}

/**
 * Graphs for the current backend; null where there are none. (On a graphics card the binding would bring every input to
 * the processor's memory and back.)
 */
export function makeGraphs(): Graphs | null {
  const native = nativeBackend()
  if (!native || usesCuda()) return null
  // Asked before anything is recorded: it reads a tensor.
  fuses(native)
  return new Graphs(native)
}
