/** The labels of the image on the Label page: what is shown, what is selected, and that every gesture gets saved. */
import { useEventListener, useTimeoutFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, markRaw, shallowRef, watch } from 'vue'
import type { ImageBox } from '../../core/geometry/box.ts'
import type { ImageState, LabelBox, LabelEdit, NewBox } from '../../core/project/types.ts'
import { api, errorOf, pictureUrl } from '../api.ts'
import { orShowError, showError } from '../composables/errors.ts'
import { PictureCache } from './labels/pictures.ts'
import { ProjectQueues } from './labels/projectQueues.ts'
import { SaveQueue, type SaveStatus } from './labels/saveQueue.ts'
import { useProject } from './project.ts'

/** After an edit the project's counts are fetched once things are quiet, not at each of many quick gestures. */
const COUNTS_AFTER_MS = 600
/** While the engine does not answer, saving is tried again this often. */
const RETRY_MS = 3000

export const useLabels = defineStore('labels', () => {
  const project = useProject()
  const pictures = markRaw(new PictureCache())
  const image = shallowRef<number | null>(null)
  const selected = shallowRef<number | null>(null)
  const currentClass = shallowRef<number | null>(null)
  const status = shallowRef<SaveStatus>({ kind: 'saved' })
  /** A change of one box that is shown but not yet saved: a burst of key nudges. */
  const unsaved = shallowRef<{ id: number; box: ImageBox; title: string } | null>(null)
  const version = shallowRef(0)
  /** The project's revision as of our own changes: only others' changes make the page fetch again. */
  let ownRevision = project.revision

  const queues = new ProjectQueues(project.id, queueOf)
  let newestOpen = 0

  const labels = computed(() => {
    void version.value
    return image.value === null ? undefined : queues.current.labels(image.value)
  })
  const record = computed(() => labels.value?.image ?? null)
  const boxes = computed<LabelBox[]>(() => {
    const pending = unsaved.value
    const saved = labels.value?.boxes ?? []
    return pending ? saved.map((box) => (box.id === pending.id ? { ...box, ...pending.box } : box)) : saved
  })
  const selectedBox = computed(() => boxes.value.find((box) => box.id === selected.value) ?? null)

  const counts = useTimeoutFn(
    async () => {
      ownRevision = project.revision + 1
      await project.changed().catch((error: unknown) => showError(error))
    },
    COUNTS_AFTER_MS,
    { immediate: false },
  )
  const retrying = useTimeoutFn(() => queues.retry(), RETRY_MS, { immediate: false })
  const flushing = useTimeoutFn(() => flush(), 450, { immediate: false })

  function queueOf(own: string): SaveQueue {
    const made: SaveQueue = new SaveQueue(
      {
        get: (id) => api.labels.get.query({ project: own, image: id }),
        edit: (id, edits, title) => api.labels.edit.mutate({ project: own, image: id, edits, title }),
        errorOf,
      },
      {
        changed: () => (version.value += 1),
        saved(history) {
          if (made !== queues.current) return
          if (history) project.history = history
          counts.start()
        },
        refused(error, id) {
          showError(error, 'This change could not be saved and was taken back.')
          if (made === queues.current) void orShowError(() => made.load(id))
        },
      },
    )
    return made
  }

  watch(version, () => {
    status.value = queues.current.status
    if (queues.failed && !retrying.isPending.value) retrying.start()
  })

  watch(
    () => project.id,
    (id) => {
      flush()
      queues.open(id)
      status.value = queues.current.status
      // What is being opened belongs to the project that was left.
      newestOpen += 1
      pictures.clear()
      image.value = null
      selected.value = null
      currentClass.value = null
      ownRevision = project.revision
    },
  )

  watch(
    () => project.revision,
    (revision) => {
      if (revision <= ownRevision) return
      ownRevision = revision
      void refresh()
    },
  )

  useEventListener(window, 'beforeunload', (event: BeforeUnloadEvent) => {
    flush()
    if (queues.unsaved) event.preventDefault()
  })

  /**
   * Shows an image; at once when its labels were prefetched. Until they are there the image before stays, whole, so that
   * what the hand does always belongs to what the eye sees.
   */
  async function open(id: number) {
    flush()
    const request = ++newestOpen
    if (!queues.current.labels(id)) await queues.current.load(id)
    if (request !== newestOpen) return
    flush()
    image.value = id
    selected.value = null
    version.value += 1
  }

  /** Gets labels and picture of an image that will probably be opened next; what fails shows when it is opened. */
  async function prefetch(id: number) {
    if (!queues.current.labels(id)) await queues.current.load(id).catch(() => undefined)
    const next = queues.current.labels(id)?.image
    if (next && next.problem === null) await pictures.load(pictureOf(next)).catch(() => undefined)
  }

  /** Fetches again what others may have changed: an undo, an import, another window. */
  async function refresh() {
    queues.current.forget()
    const id = image.value
    if (id !== null) await orShowError(() => queues.current.load(id))
  }

  function pictureOf(of: { id: number; hash: string }): string {
    return pictureUrl(project.id, of, 'display')
  }

  function edit(edits: LabelEdit[], title: string): number[] {
    flush()
    return image.value === null || edits.length === 0 ? [] : queues.current.edit(image.value, edits, title)
  }

  /** Adds boxes and selects the last of them. */
  function add(added: NewBox[], title = added.length === 1 ? 'Add box' : `Add ${added.length} boxes`) {
    const ids = edit(
      added.map((box) => ({ kind: 'add', box })),
      title,
    )
    selected.value = ids.at(-1) ?? selected.value
  }

  function change(id: number, part: Partial<Omit<NewBox, 'origin' | 'originRun'>>, title: string) {
    edit([{ kind: 'update', id, change: part }], title)
  }

  function remove(ids: number[]) {
    edit(
      ids.map((id) => ({ kind: 'remove', id })),
      ids.length === 1 ? 'Delete box' : `Delete ${ids.length} boxes`,
    )
    if (selected.value !== null && ids.includes(selected.value)) selected.value = null
  }

  /** Shows a change at once and saves it when the keys rest: a burst of nudges is one step of undo. */
  function nudge(id: number, box: ImageBox, title: string) {
    if (unsaved.value && (unsaved.value.id !== id || unsaved.value.title !== title)) flush()
    unsaved.value = { id, box, title }
    flushing.start()
  }

  /** Saves what a burst of nudges has come to. */
  function flush() {
    const pending = unsaved.value
    if (!pending) return
    flushing.stop()
    unsaved.value = null
    if (image.value !== null) {
      queues.current.edit(image.value, [{ kind: 'update', id: pending.id, change: pending.box }], pending.title)
    }
  }

  /** Changes the image's state. 'done' without boxes is 'empty', as the engine has it. */
  function setState(state: ImageState) {
    flush()
    const id = image.value
    if (id === null) return
    const own = project.id
    const meant = state === 'done' && boxes.value.length === 0 ? 'empty' : state
    queues.current.act(
      id,
      (before) => ({ ...before, image: { ...before.image, state: meant } }),
      () => api.images.setState.mutate({ project: own, images: [id], state: meant }),
    )
  }

  /** Makes labels of suggestions, in its turn after everything that waits. */
  function accept(suggestions: number[]) {
    flush()
    if (image.value === null || suggestions.length === 0) return
    const own = project.id
    queues.current.act(
      image.value,
      (before) => before,
      () => api.review.accept.mutate({ project: own, suggestions }),
    )
  }

  /** Resolves when everything is saved; throws when it cannot be. */
  async function settled() {
    flush()
    await queues.current.settled()
  }

  return {
    image,
    record,
    boxes,
    selected,
    selectedBox,
    currentClass,
    status,
    pictures,
    open,
    prefetch,
    refresh,
    pictureOf,
    add,
    change,
    edit,
    remove,
    nudge,
    flush,
    setState,
    accept,
    settled,
    retry: () => queues.current.retry(),
    discard: () => queues.current.discard(),
    toWindowId: (id: number) => queues.current.ids.toWindow(id),
  }
})
