/**
 * Work that grows with a project. With few images it is done at once, with many in a thread: each task gets a project,
 * its own or the thread's, and plain data. What only some tasks need is loaded by them: the thread that lists images has
 * to be there soon.
 */
import type {
  DetectionsExport,
  DetectionsRequest,
  ExportRequest,
  ImageQuery,
  ImportRequest,
  ReviewRequest,
  SplitRequest,
  StartTraining,
  VideoRequest,
} from '../../api/services.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { turnBoxes } from '../../project/boxFrames.ts'
import { lookAtImageFiles } from '../../project/checkFiles.ts'
import { listClasses, mergeClasses, removeClass } from '../../project/classes.ts'
import { recordChange, redo, undo } from '../../project/history.ts'
import { imageCounts } from '../../project/imageCounts.ts'
import { imageIds, imageList } from '../../project/imageQueries.ts'
import { removeImages, setImageSplits, setImageStates } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import { acceptSuggestions } from '../../project/suggestions.ts'
import { projectSummary } from '../../project/summary.ts'
import { addTags, removeTags } from '../../project/tags.ts'
import type { BoxFrame, HistoryStep, ImageFilter, ImageState, Split } from '../../project/types.ts'
import type { RelinkTask } from '../dataset/findMoved.ts'
import type { MistakesRequest } from '../reviewAnswers.ts'
import type { PlanRequest } from '../training/prepareRun.ts'

/** What a task reports to. */
export interface TaskHandle extends JobHandle {
  /** To be awaited before anything is written: others may be writing. */
  mayWrite(): Promise<void>
}

type Bulk<Input> = Input & { images: number[]; title: string }

const tasks = {
  summary: (project: Project) => projectSummary(project),
  classes: (project: Project) => listClasses(project),
  ids: (project: Project, query: ImageQuery) => imageIds(project, query),
  list: (project: Project, { query, rows }: { query: ImageQuery; rows: number }) => imageList(project, query, rows),
  counts: (project: Project, filter: ImageFilter) => imageCounts(project, filter),
  lookAtFiles: (project: Project) => lookAtImageFiles(project),
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
  splitFromFile: async (project: Project, file: string, task: TaskHandle) =>
    (await import('../dataset/split.ts')).splitProjectFromFile(project, file, task.mayWrite),
  importDetections: async (project: Project, request: DetectionsRequest, task: TaskHandle) =>
    (await import('../dataset/detections.ts')).importDetections(project, request, task, task.mayWrite),
  addVideo: async (project: Project, request: VideoRequest, task: TaskHandle) =>
    (await import('../dataset/video.ts')).addVideo(project, request, task, task.mayWrite),
  findMoved: async (project: Project, { folder, quick }: { folder: string; quick: boolean }, task: TaskHandle) =>
    (await import('../dataset/findMoved.ts')).findMoved(project, folder, quick, task),
  relink: async (project: Project, request: RelinkTask, task: TaskHandle) => {
    const { relinkPlaces } = await import('../dataset/findMoved.ts')
    await task.mayWrite()
    return relinkPlaces(project, request)
  },
  plan: async (project: Project, request: PlanRequest) =>
    (await import('../training/prepareRun.ts')).planTraining(project, request),
  fitAnchors: async (project: Project, request: PlanRequest, task: TaskHandle) =>
    (await import('../training/prepareRun.ts')).fitAnchorsOf(project, request, task),
  startRun: async (project: Project, request: StartTraining, task: TaskHandle) => {
    const { startRun } = await import('../training/prepareRun.ts')
    await task.mayWrite()
    return startRun(project, request)
  },
  reviewReport: async (project: Project, request: ReviewRequest) =>
    (await import('../reviewAnswers.ts')).answerReport(project, request),
  mistakes: async (project: Project, request: MistakesRequest) =>
    (await import('../reviewAnswers.ts')).answerMistakes(project, request),
  accept: writing((project, ids: number[]) => void acceptSuggestions(project, ids)),
  mergeClasses: writing((project, { title, from, into }: { title: string; from: number[]; into: number }) => {
    recordChange(project, title, (change) => mergeClasses(change, from, into))
  }),
  removeClass: writing((project, { title, id }: { title: string; id: number }) => {
    recordChange(project, title, (change) => removeClass(change, id))
  }),
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
