/**
 * Ids of boxes in the window. A new box gets a negative id at once and keeps it as long as the window lives, so that
 * the selection and a gesture under way never lose their box when the engine's id arrives; requests are translated.
 */
import type { ImageLabels, LabelEdit } from '../../../core/project/types.ts'

export class BoxIds {
  #last = 0
  readonly #engine = new Map<number, number>()
  readonly #window = new Map<number, number>()

  /** An id for a box that the engine does not know yet. */
  create(): number {
    this.#last -= 1
    return this.#last
  }

  link(windowId: number, engineId: number): void {
    this.#engine.set(windowId, engineId)
    this.#window.set(engineId, windowId)
  }

  toEngine(windowId: number): number {
    return this.#engine.get(windowId) ?? windowId
  }

  toWindow(engineId: number): number {
    return this.#window.get(engineId) ?? engineId
  }

  editsToEngine(edits: readonly LabelEdit[]): LabelEdit[] {
    return edits.map((edit) => (edit.kind === 'add' ? edit : { ...edit, id: this.toEngine(edit.id) }))
  }

  labelsToWindow(labels: ImageLabels): ImageLabels {
    if (this.#window.size === 0) return labels
    return { ...labels, boxes: labels.boxes.map((box) => ({ ...box, id: this.toWindow(box.id) })) }
  }
}
