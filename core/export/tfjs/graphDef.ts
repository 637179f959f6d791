/** TensorFlow's graph description (GraphDef) in the JSON form that TensorFlow.js reads, as far as a detector needs it. */

export type GraphAttribute =
  | { type: string }
  | { shape: { dim: Array<{ size: string }> } }
  | { i: string }
  | { f: number }
  | { b: boolean }
  | { s: string }
  | { list: { i?: string[]; s?: string[] } }

export interface GraphDefNode {
  name: string
  op: string
  input?: string[]
  attr?: Record<string, GraphAttribute>
}

export interface GraphWeight {
  name: string
  shape: readonly number[]
  numbers: Float32Array | Int32Array
}

const typeOf = (type: 'float32' | 'int32'): GraphAttribute => ({
  type: type === 'int32' ? 'DT_INT32' : 'DT_FLOAT',
})
export const integer = (value: number): GraphAttribute => ({ i: String(value) })
export const integers = (values: readonly number[]): GraphAttribute => ({ list: { i: values.map(String) } })
export const text = (value: string): GraphAttribute => ({ s: base64(value) })
export const texts = (values: readonly string[]): GraphAttribute => ({ list: { s: values.map(base64) } })
/** -1 stands for any length. */
export const shapeOf = (shape: readonly number[]): { dim: Array<{ size: string }> } => ({
  dim: shape.map((side) => ({ size: String(side) })),
})

function base64(value: string): string {
  return Buffer.from(value).toString('base64')
}

/** Collects nodes and the fixed tensors that they read. */
export class GraphDefBuilder {
  readonly nodes: GraphDefNode[] = []
  readonly #weights = new Map<string, GraphWeight>()
  #next = 1

  get weights(): GraphWeight[] {
    return [...this.#weights.values()]
  }

  /** Adds a node; answers with its name. */
  node(op: string, input: readonly string[], attr: Record<string, GraphAttribute> = {}, name?: string): string {
    const known = name ?? `${op.replace(/^_/, '').toLowerCase()}_${this.#next++}`
    this.nodes.push({ name: known, op, input: [...input], attr: { T: typeOf('float32'), ...attr } })
    return known
  }

  placeholder(name: string, shape: readonly number[]): void {
    this.nodes.push({ name, op: 'Placeholder', attr: { dtype: typeOf('float32'), shape: { shape: shapeOf(shape) } } })
  }

  /** A fixed tensor; the same name is stored once. */
  constant(name: string, shape: readonly number[], numbers: Float32Array | Int32Array): string {
    if (this.#weights.has(name)) return name
    this.#weights.set(name, { name, shape, numbers })
    const type = typeOf(numbers instanceof Int32Array ? 'int32' : 'float32')
    this.nodes.push({ name, op: 'Const', attr: { dtype: type } })
    return name
  }

  /** A fixed list of whole numbers. */
  list(values: readonly number[]): string {
    return this.constant(`integers_${values.join('_')}`, [values.length], Int32Array.from(values))
  }

  number(value: number): string {
    return this.constant(`float_${value}`, [], Float32Array.of(value))
  }
}
