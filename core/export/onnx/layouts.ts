/**
 * Which ONNX tensor stands for which traced value. ONNX lays images out channels first (N, C, H, W), the studio
 * channels last; each value exists in the layout that its operation gave, and in the other one once somebody asks.
 */
import type { Constant, Graph, Value } from '../trace/graph.ts'
import type { OnnxGraphBuilder } from './graphBuilder.ts'

export type Layout = 'channels-first' | 'as-traced'

const toChannelsFirst = [0, 3, 1, 2]
const toChannelsLast = [0, 2, 3, 1]

export class Layouts {
  readonly #graph: Graph
  readonly #builder: OnnxGraphBuilder
  readonly #names: Record<Layout, Map<number, string>> = { 'channels-first': new Map(), 'as-traced': new Map() }

  constructor(graph: Graph, builder: OnnxGraphBuilder) {
    this.#graph = graph
    this.#builder = builder
  }

  set({ id }: Value, layout: Layout, name: string): void {
    this.#names[layout].set(id, name)
  }

  constant({ id }: Value): Constant | undefined {
    return this.#graph.constants.get(id)
  }

  /** True when the value came out of an operation on channels-first images. */
  isChannelsFirst({ id }: Value): boolean {
    return this.#names['channels-first'].has(id) && !this.#graph.constants.has(id)
  }

  /** The value as the studio sees it. */
  asTraced(value: Value): string {
    return this.#get(value, 'as-traced', () => {
      const constant = this.constant(value)
      if (constant) return this.#builder.floats(constant.name, value.shape, floatsOf(constant))
      const other = this.#names['channels-first'].get(value.id)
      if (other === undefined) throw new Error(`Value ${value.id} is used before it is computed.`)
      return this.#builder.node('Transpose', [other], { perm: { integers: toChannelsLast } })
    })
  }

  /** An image (rank 4) channels first; a constant of any rank so that it broadcasts against one. */
  channelsFirst(value: Value): string {
    return this.#get(value, 'channels-first', () => {
      const constant = this.constant(value)
      if (constant) return this.#constantChannelsFirst(constant)
      return this.#builder.node('Transpose', [this.asTraced(value)], { perm: { integers: toChannelsFirst } })
    })
  }

  #constantChannelsFirst({ value, name, numbers }: Constant): string {
    if (value.shape.length === 0) return this.asTraced(value)
    const shape = [1, 1, 1, 1, ...value.shape].slice(-4)
    const [images, height, width, channels] = shape as [number, number, number, number]
    const turned = new Float32Array(numbers.length)
    const area = height * width
    for (let image = 0, from = 0; image < images; image++) {
      for (let pixel = 0; pixel < area; pixel++) {
        for (let channel = 0; channel < channels; channel++) {
          turned[(image * channels + channel) * area + pixel] = numbers[from++] as number
        }
      }
    }
    return this.#builder.floats(`${name}.channels_first`, [images, channels, height, width], turned)
  }

  #get({ id }: Value, layout: Layout, make: () => string): string {
    const known = this.#names[layout].get(id)
    if (known !== undefined) return known
    const name = make()
    this.#names[layout].set(id, name)
    return name
  }
}

function floatsOf({ numbers }: Constant): Float32Array {
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers)
}
