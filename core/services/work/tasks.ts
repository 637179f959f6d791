/**
 * Work that grows with a project. With few images it is done at once, with many in a thread: each task gets a project,
 * its own or the thread's, and plain data. What only some tasks need is loaded by them: the thread that lists images has
 * to be there soon.
 */
import type { DetectionsExport, ExportRequest, ImageQuery, ImportRequest, SplitRequest } from '../../api/services.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { turnBoxes } from '../../project/boxFrames.ts'
import { recordChange, redo, undo } from '../../project/history.ts'
import { imageCounts } from '../../project/imageCounts.ts'
import { imageIds } from '../../project/imageQueries.ts'
import { removeImages, setImageSplits, setImageStates } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { Twins } from '../../project/mergeTwins.ts'
import type { NewPlace } from '../../project/relink.ts'
import { relinkFound } from '../../project/relinkFound.ts'
import { addTags, removeTags } from '../../project/tags.ts'
import type { BoxFrame, HistoryStep, ImageFilter, ImageState, Split } from '../../project/types.ts'

/** What a task reports to. */
export interface TaskHandle extends JobHandle {
  /** To be awaited before anything is written: others may be writing. */
  mayWrite(): Promise<void>
}

type Bulk<Input> = Input & { images: number[]; title: string }

export const tasks = {
  ids: (project: Project, query: ImageQuery) => imageIds(project, query),
  counts: (project: Project, filter: ImageFilter) => imageCounts(project, filter),
  statistics: async (project: Project) => (await import('../dataset/numbers.ts')).projectStatistics(project),
  lookAlikes: async (project: Project, _nothing: undefined, task: TaskHandle) =>
    (await import('../dataset/lookAlikes.ts')).findLookAlikes(project, task),
  previewImport: async (project: Project, request: ImportRequest, task: TaskHandle) =>
    (await import('../dataset/import.ts')).previewImport(project, request, task),
  import: async (project: Project, request: ImportRequest, task: TaskHandle) =>
    (await import('../dataset/import.ts')).importDataset(project, request, task, task.mayWrite),
  export: async (project: Project, { out, format, embed }: ExportRequest, task: TaskHandle) =>
    (await import('../dataset/export.ts')).exportDataset(project, out, format, task, embed),
  exportDetections: async (project: Project, request: DetectionsExport, task: TaskHandle) =>
    (await import('../dataset/exportDetections.ts')).exportDetections(project, request, task),
  split: async (project: Project, request: SplitRequest, task: TaskHandle) => {
    const { splitProject } = await import('../dataset/split.ts')
    await task.mayWrite()
    return splitProject(project, request)
  },
  undo: writing<undefined, HistoryStep | null>((project) => undo(project)),
  redo: writing<undefined, HistoryStep | null>((project) => redo(project)),
  setState: writing((project, { images, title, state }: Bulk<{ state: ImageState }>) => {
    recordChange(project, title, (change) => setImageStates(change, images, state))
  }),
  setSplit: writing((project, { images, title, split }: Bulk<{ split: Split | null }>) => {
    recordChange(project, title, (change) => setImageSplits(change, images, split, split === null))
  }),
  remove: writing((project, { images, title }: Bulk<object>) => {
    recordChange(project, title, (change) => removeImages(change, images))
  }),
  turnBoxes: writing((project, { to, images }: { to: BoxFrame; images?: number[] }) => turnBoxes(project, to, images)),
  relink: writing((project, { places, twins }: { places: NewPlace[]; twins: Twins[] }) =>
    relinkFound(project, places, twins),
  ),
  tag: writing((project, { images, title, add, remove }: Bulk<{ add: string[]; remove: string[] }>) => {
    recordChange(project, title, (change) => {
      removeTags(change, images, remove)
      addTags(change, images, add)
    })
  }),
}

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[1]
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>

/** A change that is made in one go, as soon as it may be. */
function writing<Input, Output>(change: (project: Project, input: Input) => Output) {
  return async (project: Project, input: Input, task: TaskHandle): Promise<Output> => {
    await task.mayWrite()
    return change(project, input)
  }
}

/** Carries out a task by its name. */
export async function runTask<Name extends TaskName>(
  project: Project,
  name: Name,
  input: TaskInput<Name>,
  task: TaskHandle,
): Promise<TaskOutput<Name>> {
  const run = tasks[name] as (project: Project, input: TaskInput<Name>, task: TaskHandle) => unknown
  return (await run(project, input, task)) as TaskOutput<Name>
}
