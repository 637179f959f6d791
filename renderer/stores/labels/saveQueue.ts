/**
 * Saves every gesture as soon as it ends, in order, one at a time. What the person sees is the engine's last answer
 * with everything still waiting applied to it, so nothing flickers and nothing is silently lost:
 * - what the engine refuses for good (a bad box, a read-only project) is taken back, and the error is shown;
 * - what failed for now (engine restarting, disk full) stays visible and waiting, until a retry or a discard.
 */
import type { EditResult } from '../../../core/api/types.ts'
import type { ErrorBody, ErrorCode } from '../../../core/api/errors.ts'
import type { HistoryState, ImageLabels, LabelEdit } from '../../../core/project/types.ts'
import { applyEdits } from './applyEdits.ts'
import { BoxIds } from './boxIds.ts'

/** The engine as the queue needs it. */
export interface LabelPort {
  get(image: number): Promise<ImageLabels>
  edit(image: number, edits: LabelEdit[], title: string): Promise<EditResult>
  /** What a call threw, in its plain form. */
  errorOf(error: unknown): ErrorBody
}

export type SaveStatus =
  { readonly kind: 'saved' } | { readonly kind: 'saving' } | { readonly kind: 'failed'; readonly error: ErrorBody }

interface Edits {
  readonly kind: 'edits'
  readonly image: number
  readonly edits: LabelEdit[]
  readonly addedIds: number[]
  readonly title: string
  /** Sent before without an answer: it may have been saved, which is looked up before it is sent again. */
  unanswered: boolean
}
interface Action {
  readonly kind: 'action'
  readonly image: number
  readonly apply: (labels: ImageLabels) => ImageLabels
  readonly send: () => Promise<HistoryState>
}
type Work = Edits | Action

interface Saved {
  readonly history: HistoryState | null
  readonly truth: ImageLabels
}

export interface SaveListener {
  changed(): void
  /** `history` is null when it is not known what undo would do now. */
  saved(history: HistoryState | null, image: number): void
  refused(error: ErrorBody, image: number): void
}

const FOR_GOOD: ReadonlySet<ErrorCode> = new Set([
  'BAD_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'READ_ONLY',
  'FORBIDDEN',
  'UNSUPPORTED',
  'NO_DATA',
])

export class SaveQueue {
  readonly ids = new BoxIds()
  status: SaveStatus = { kind: 'saved' }
  readonly #port: LabelPort
  readonly #listener: SaveListener
  #waiting: Work[] = []
  readonly #truth = new Map<number, ImageLabels>()
  #running: Promise<void> | null = null

  constructor(port: LabelPort, listener: SaveListener) {
    this.#port = port
    this.#listener = listener
  }

  /** The labels as the person should see them; undefined until `load` has fetched them. */
  labels(image: number): ImageLabels | undefined {
    const truth = this.#truth.get(image)
    return (
      truth && this.#waiting.filter((work) => work.image === image).reduce(applyWork, this.ids.labelsToWindow(truth))
    )
  }

  /** Fetches an image's labels from the engine. Edits still waiting stay on top of them. */
  async load(image: number): Promise<void> {
    const before = this.#truth.get(image)
    const labels = await this.#port.get(image)
    const newest = this.#truth.get(image)
    // A save may have answered meanwhile with a later state.
    if (newest !== before && newest && newest.image.revision > labels.image.revision) return
    this.#truth.set(image, labels)
    this.#listener.changed()
  }

  forget(images?: readonly number[]): void {
    for (const image of images ?? [...this.#truth.keys()]) {
      if (!this.#waiting.some((work) => work.image === image)) this.#truth.delete(image)
    }
  }

  /** Shows and saves one gesture; answers the window's ids of added boxes. */
  edit(image: number, edits: LabelEdit[], title: string): number[] {
    const addedIds = edits.filter((edit) => edit.kind === 'add').map(() => this.ids.create())
    this.#push({ kind: 'edits', image, edits, addedIds, title, unanswered: false })
    return addedIds
  }

  /** Shows and saves another change of the image (its state, an accepted suggestion) in its turn. */
  act(image: number, apply: Action['apply'], send: Action['send']): void {
    this.#push({ kind: 'action', image, apply, send })
  }

  /** Resolves when nothing is waiting; throws the error body when saving has stopped. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
    if (this.status.kind === 'failed') throw this.status.error
  }

  retry(): void {
    if (this.#running === null && this.#waiting.length > 0) this.#start()
  }

  /** Gives up everything that could not be saved and shows the engine's truth again. */
  async discard(): Promise<void> {
    const images = new Set(this.#waiting.map((work) => work.image))
    this.#waiting = []
    this.#setStatus({ kind: 'saved' })
    for (const image of images) await this.load(image)
  }

  #push(work: Work): void {
    this.#waiting = [...this.#waiting, work]
    if (this.status.kind === 'failed') this.#listener.changed()
    else if (this.#running === null) this.#start()
    else this.#listener.changed()
  }

  #start(): void {
    this.#setStatus({ kind: 'saving' })
    this.#running = this.#drain().finally(() => {
      this.#running = null
    })
  }

  async #drain(): Promise<void> {
    for (let work = this.#waiting[0]; work; work = this.#waiting[0]) {
      try {
        const { history, truth } = await this.#send(work)
        this.#truth.set(work.image, truth)
        this.#waiting = this.#waiting.slice(1)
        this.#listener.saved(history, work.image)
      } catch (thrown) {
        const error = this.#port.errorOf(thrown)
        if (!FOR_GOOD.has(error.code)) {
          if (work.kind === 'edits') work.unanswered = true
          this.#setStatus({ kind: 'failed', error })
          return
        }
        this.#waiting = this.#waiting.slice(1)
        this.#listener.refused(error, work.image)
      }
      this.#listener.changed()
    }
    this.#setStatus({ kind: 'saved' })
  }

  async #send(work: Work): Promise<Saved> {
    if (work.kind === 'action') {
      const history = await work.send()
      return { history, truth: await this.#port.get(work.image) }
    }
    if (work.unanswered) {
      const known = await this.#alreadySaved(work)
      if (known) return known
    }
    const { labels, added, history } = await this.#port.edit(work.image, this.ids.editsToEngine(work.edits), work.title)
    for (const [index, id] of added.entries()) this.ids.link(work.addedIds[index] ?? this.ids.create(), id)
    return { history, truth: labels }
  }

  /** Whether an edit whose answer was lost had been saved: then the image's revision has grown. */
  async #alreadySaved(work: Edits): Promise<Saved | null> {
    const before = this.#truth.get(work.image)
    const now = await this.#port.get(work.image)
    if (!before || now.image.revision <= before.image.revision) return null
    const known = new Set(before.boxes.map((box) => box.id))
    const fresh = now.boxes.map((box) => box.id).filter((id) => !known.has(id))
    for (const [index, id] of fresh.toSorted((a, b) => a - b).entries()) {
      const windowId = work.addedIds[index]
      if (windowId !== undefined) this.ids.link(windowId, id)
    }
    return { history: null, truth: now }
  }

  #setStatus(status: SaveStatus): void {
    this.status = status
    this.#listener.changed()
  }
}

function applyWork(labels: ImageLabels, work: Work): ImageLabels {
  return work.kind === 'action' ? work.apply(labels) : applyEdits(labels, work.edits, work.addedIds)
}
