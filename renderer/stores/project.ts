/** The opened project: its summary, its classes and what undo and redo would do. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ClassRecord, HistoryState, ProjectSummary } from '../../core/project/types.ts'
import { api } from '../api.ts'
import { GONE_CLASS_COLOR } from '../words.ts'

export const useProject = defineStore('project', () => {
  const summary = shallowRef<ProjectSummary | null>(null)
  const classes = shallowRef<ClassRecord[]>([])
  const history = shallowRef<HistoryState>({ undo: null, redo: null })
  /** Grows whenever labels, states, splits or classes changed, so that pages know to fetch again. */
  const revision = shallowRef(0)

  const id = computed(() => summary.value?.id ?? '')
  const classById = computed(() => new Map(classes.value.map((entry) => [entry.id, entry])))

  /** Boxes in the colours of their classes, as pictures draw them. */
  function coloured<T extends { classId: number }>(boxes: readonly T[]): Array<T & { color: string }> {
    return boxes.map((box) => ({ ...box, color: classById.value.get(box.classId)?.color ?? GONE_CLASS_COLOR }))
  }

  /** The project that was asked for last: what comes later of another one, whose page was left, is not shown. */
  let wanted = ''

  async function load(project: string) {
    wanted = project
    const [loaded, list, steps] = await Promise.all([
      api.projects.summary.query({ project }),
      api.classes.list.query({ project }),
      api.labels.history.query({ project }),
    ])
    if (project !== wanted) return
    summary.value = loaded
    classes.value = list
    history.value = steps
  }

  /** Waits for the look at the image files that began when the project was opened, and takes its outcome in. */
  async function lookAtFiles(project: string) {
    const { changed: differs, missing } = await api.projects.checkFiles.mutate({ project })
    if (id.value === project && (differs || missing !== summary.value?.missing)) await changed()
  }

  /** Call after anything that changed labels, states, splits or classes. */
  async function changed(steps?: HistoryState) {
    if (steps) history.value = steps
    revision.value += 1
    if (id.value !== '' && id.value === wanted) await load(id.value)
  }

  /** Takes in what was done elsewhere meanwhile, by a command or in another window: then another step would be undone. */
  async function lookAround() {
    const project = id.value
    if (project === '') return
    const steps = await api.labels.history.query({ project })
    const known = history.value
    const isOther = steps.undo?.id !== known.undo?.id || steps.redo?.id !== known.redo?.id
    if (id.value === project && isOther) await changed(steps)
  }

  async function undo() {
    const result = await api.labels.undo.mutate({ project: id.value })
    await changed(result.history)
    return result.step
  }

  async function redo() {
    const result = await api.labels.redo.mutate({ project: id.value })
    await changed(result.history)
    return result.step
  }

  return {
    summary,
    classes,
    history,
    revision,
    id,
    classById,
    coloured,
    load,
    lookAtFiles,
    lookAround,
    changed,
    undo,
    redo,
  }
})
