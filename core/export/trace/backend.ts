/**
 * A TensorFlow.js backend that computes nothing and writes down everything: so whatever a network's forward pass
 * calls ends up in the exported model, without a second description of the network that could differ from the first.
 */
import * as tf from '@tensorflow/tfjs'
import type { DataType, TensorInfo } from '@tensorflow/tfjs'
import { fold } from './folding.ts'
import type { Constant, GraphNode, Operation, Value, ValueType } from './graph.ts'

export const traceBackendName = 'focal-studio-trace'

type DataId = TensorInfo['dataId']

export class TraceBackend extends tf.KernelBackend {
  readonly #values = new Map<DataId, Value>()
  #next = 1
  #recorded: { nodes: GraphNode[]; constants: Map<number, Constant> } | null = null

  /** Starts a new recording; its lists fill while operations run. */
  record(): { nodes: GraphNode[]; constants: Map<number, Constant> } {
    this.#values.clear()
    this.#recorded = { nodes: [], constants: new Map() }
    return this.#recorded
  }

  stop(): void {
    this.#recorded = null
    this.#values.clear()
  }

  /** A tensor whose numbers come when the exported model runs. */
  placeholder(shape: readonly number[], type: ValueType): TensorInfo {
    return this.#known({ id: this.#next++, shape, type })
  }

  /** Notes one operation and answers with its result. */
  emit(operation: Operation, inputs: readonly TensorInfo[], shape: readonly number[], type: ValueType): TensorInfo {
    const output: Value = { id: this.#next++, shape, type }
    const { nodes, constants } = this.#recording()
    const values = inputs.map((input) => this.valueBehind(input))
    const known = values.flatMap(({ id }) => constants.get(id) ?? [])
    const folded = known.length === values.length ? fold(operation, known, shape) : null
    if (folded) constants.set(output.id, { value: output, name: foldedName(known, output), numbers: folded })
    else nodes.push({ operation, inputs: values, output })
    return this.#known(output)
  }

  /** The same numbers under another tensor: nothing to compute. */
  alias(input: TensorInfo): TensorInfo {
    return this.#known(this.valueBehind(input))
  }

  valueBehind({ dataId }: Pick<TensorInfo, 'dataId'>): Value {
    const value = this.#values.get(dataId)
    if (!value) throw new Error('The traced computation reads a tensor from outside of it.')
    return value
  }

  /** Gives the constant behind a tensor a name of its own. */
  nameConstant(tensor: Pick<TensorInfo, 'dataId'>, name: string): void {
    const constant = this.#recording().constants.get(this.valueBehind(tensor).id)
    if (constant) constant.name = name
  }

  override write(numbers: unknown, shape: number[], type: DataType): DataId {
    const dataId = {}
    this.#store(dataId, numbers, shape, type)
    return dataId
  }

  /** A tensor of another backend enters the computation: a constant, too. */
  override move(dataId: DataId, numbers: unknown, shape: number[], type: DataType): void {
    this.#store(dataId, numbers, shape, type)
  }

  override disposeData(): boolean {
    return true
  }

  override refCount(): number {
    return 1
  }

  override incRef(): void {
    // Values live as long as the recording.
  }

  override numDataIds(): number {
    return this.#values.size
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }

  override floatPrecision(): 32 {
    return 32
  }

  #store(dataId: DataId, numbers: unknown, shape: readonly number[], type: DataType): void {
    const value: Value = { id: this.#next++, shape, type: type === 'int32' || type === 'bool' ? type : 'float32' }
    this.#values.set(dataId, value)
    const constant = { value, name: `constant${value.id}`, numbers: numbersOf(numbers, value.type) }
    this.#recording().constants.set(value.id, constant)
  }

  #known(value: Value): TensorInfo {
    const dataId = {}
    this.#values.set(dataId, value)
    return { dataId, shape: [...value.shape], dtype: value.type }
  }

  #recording() {
    if (!this.#recorded) throw new Error('The tracing backend is used outside of a trace.')
    return this.#recorded
  }
}

/** After the input that it has most of, so that filters keep their names. */
function foldedName(inputs: readonly Constant[], { id }: Value): string {
  const [largest] = inputs.toSorted((a, b) => b.numbers.length - a.numbers.length)
  return `${(largest?.name ?? 'constant').replace(/\.folded\d+$/, '')}.folded${id}`
}

function numbersOf(values: unknown, type: ValueType): Constant['numbers'] {
  if (values instanceof Float32Array && type === 'float32') return values
  if (!ArrayBuffer.isView(values) && !Array.isArray(values)) {
    throw new Error('The traced computation holds values that are not numbers.')
  }
  const numbers = values as ArrayLike<number>
  return type === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers)
}
