/** A function of tensors as one graph of native TensorFlow, run without JavaScript between its operations. */
import * as tf from '@tensorflow/tfjs'
import type { Tensor } from '@tensorflow/tfjs'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Native } from '../attributes.ts'
import { record } from './record.ts'
import { savedModel, tag, type GraphFile } from './savedModel.ts'
import { tensorsOf, withTensors, type Structure } from './structure.ts'

/** What the backend itself uses to name tensors to the binding; it hands over those that are not there yet. */
interface Numbering {
  getInputTensorIds(tensors: readonly Tensor[]): number[]
}

export class NativeGraph<Answer extends Structure> {
  readonly #native: Native
  readonly #session: number
  readonly #inputs: ReadonlyArray<{ name: string }>
  readonly #outputs: readonly string[]
  readonly #answer: Answer

  /**
   * Does `work` once, to record it. It must use no other tensors than `inputs` and those that it makes, and read none.
   * Throws when it cannot be a graph.
   */
  constructor(native: Native, inputs: readonly Tensor[], work: () => Answer) {
    const { file, answer } = recorded(native, inputs, work)
    this.#native = native
    this.#session = load(native, file)
    this.#inputs = file.inputs.map((name) => ({ name }))
    this.#outputs = file.outputs
    this.#answer = answer
  }

  /** The answer for `inputs` of the recorded shapes; its tensors are the caller's. */
  run(inputs: readonly Tensor[]): Answer {
    type Named = Parameters<Native['runSavedModel']>[2]
    const found = this.#native.runSavedModel(this.#session, [...inputs], this.#inputs as Named, [...this.#outputs])
    // They are tensors, whatever the backend's types say.
    return withTensors(this.#answer, found as Tensor[])
  }

  dispose(): void {
    this.#native.binding.deleteSavedModel(this.#session)
  }
}

function recorded<Answer extends Structure>(
  native: Native,
  inputs: readonly Tensor[],
  work: () => Answer,
): { file: GraphFile; answer: Answer } {
  const numbering = native as unknown as Numbering
  const ids = numbering.getInputTensorIds(inputs)
  // Which of the two an operation takes would not be known, and next time they may differ.
  if (new Set(ids).size < ids.length) throw new Error('Two inputs are one tensor.')
  const { TF_INT32, TF_FLOAT } = native.binding
  let made: { file: GraphFile; answer: Answer } | undefined
  tf.tidy(() => {
    let answer: Answer | undefined
    const recording = record(native, () => {
      answer = work()
    })
    if (!answer) throw new Error('The function has no answer.')
    const placeholders = inputs.map(({ shape, dtype }, index) => ({
      id: ids[index] as number,
      shape,
      type: dtype === 'int32' ? TF_INT32 : TF_FLOAT,
    }))
    const outputs = numbering.getInputTensorIds(tensorsOf(answer))
    made = { file: savedModel(native, recording, placeholders, outputs), answer }
  })
  if (!made) throw new Error('The function was not recorded.')
  return made
}

/** The binding reads graphs from folders only. */
function load(native: Native, { bytes }: GraphFile): number {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'focal-graph-'))
  try {
    writeFileSync(path.join(folder, 'saved_model.pb'), bytes)
    return native.binding.loadSavedModel(folder, tag)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
