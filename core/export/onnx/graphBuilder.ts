/** Collects nodes and fixed tensors under names of their own. */
import { halved } from '../half.ts'
import { typeNumbers, type OnnxAttribute, type OnnxNode, type OnnxTensor, type OnnxType } from './model.ts'

export class OnnxGraphBuilder {
  readonly nodes: OnnxNode[] = []
  readonly #initializers = new Map<string, OnnxTensor>()
  #next = 1
  readonly #half: boolean

  /** With `half`, large tensors are stored in half precision and widened when the model is loaded. */
  constructor(half = false) {
    this.#half = half
  }

  get initializers(): OnnxTensor[] {
    return [...this.#initializers.values()]
  }

  /** Adds a node with one output; answers with the output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    output = this.fresh(operator),
  ): string {
    this.nodes.push({ operator, inputs, outputs: [output], attributes })
    return output
  }

  /** Adds a node with two outputs. */
  pair(operator: string, inputs: readonly string[], attributes: Record<string, OnnxAttribute>): [string, string] {
    const outputs: [string, string] = [this.fresh(operator), this.fresh(operator)]
    this.nodes.push({ operator, inputs, outputs, attributes })
    return outputs
  }

  fresh(stem: string): string {
    return `${stem.toLowerCase()}_${this.#next++}`
  }

  /** A fixed tensor of 32-bit numbers; the same name is stored once. */
  floats(name: string, shape: readonly number[], numbers: Float32Array): string {
    const narrow = this.#half ? halved(name, numbers) : null
    if (narrow) {
      const stored = `${name}.half`
      if (this.#initializers.has(stored)) return name
      this.#store(stored, 'float16', shape, bytesOf(narrow))
      return this.node('Cast', [stored], { to: { integer: typeNumbers.float32 } }, name)
    }
    return this.#store(name, 'float32', shape, bytesOf(numbers))
  }

  /** A fixed list of whole numbers; equal lists are stored once. */
  integers(numbers: readonly number[]): string {
    const values = BigInt64Array.from(numbers, BigInt)
    return this.#store(`integers_${numbers.join('_')}`, 'int64', [numbers.length], bytesOf(values))
  }

  /** A single fixed whole number. */
  integer(value: number): string {
    return this.#store(`integer_${value}`, 'int64', [], bytesOf(BigInt64Array.of(BigInt(value))))
  }

  /** A single fixed number. */
  float(value: number): string {
    return this.floats(`float_${value}`, [], Float32Array.of(value))
  }

  #store(name: string, type: OnnxType, shape: readonly number[], bytes: Uint8Array): string {
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, type, shape, bytes })
    return name
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
