/** What the router calls: the engine's parts as it sees them. `project` is the id of an opened project. */
import type {
  BoxFrame,
  ImageFilter,
  ImageLabels,
  ImageSort,
  ClassRecord,
  HistoryState,
  LabelEdit,
  ProjectBackups,
  ProjectSummary,
  RecentProject,
  Split,
  ImageState,
  TagRecord,
} from '../project/types.ts'
import type { TrainingConfigInput } from '../training/config.ts'
import type { StoredTrainEvent } from '../training/events.ts'
import type { ClassMap } from '../dataset/mapClasses.ts'
import type { Grouping } from '../dataset/nearDuplicates/groups.ts'
import type { MergeChoice } from '../dataset/merge.ts'
import type { FormatName } from '../dataset/report.ts'
import type { FrameInterval } from '../images/video/interval.ts'
import type * as Api from './types.ts'

export interface ImageQuery {
  filter: ImageFilter
  sort: ImageSort
  descending: boolean
}

export interface SplitRequest {
  /** Fractions, 0 to below 1. */
  val: number
  test: number
  seed: number
  /** What stays on one side, beside copies and known near-duplicates; 'none' when not given. */
  grouping?: Grouping
  /** Deal out images that were left out on purpose, too. */
  includeLeftOut?: boolean
}

/** A name for a filter and an order. */
export interface SavedView {
  name: string
  query: ImageQuery
}

export interface ImportRequest {
  source: string
  format: FormatName | 'auto'
  /** Where the images are when they are not beside the labels. */
  images?: string
  /** Copy the images into the project's folder instead of referring to them. */
  copy?: boolean
  /** Classes to rename, to merge (two of one new name) or to leave out (null). */
  classes?: ClassMap
  /** What to do with images that the project has with other labels; 'mine' when nothing is said. */
  merge?: MergeChoice
  /** The frame of boxes in photos with a rotation tag whose labels do not tell; 'upright', with a warning, if not given. */
  boxFrame?: BoxFrame
  /** Save pictures that are inside label files, where their own files are missing, into the project's folder. */
  embedded?: boolean
}

export interface VideoRequest {
  file: string
  interval: FrameInterval
}

export interface ExportRequest {
  /** Folder to make; one that an earlier export wrote is replaced. */
  out: string
  format: FormatName
  /** Write the pictures into the label files, where the form can hold them (TFRecord). */
  embed?: boolean
}

export interface DetectionsExport {
  run: number
  /** Folder to make; one that an earlier export wrote is replaced. */
  out: string
  /** Leaves out weaker ones. */
  minimumScore?: number
}

export interface RelinkRequest {
  search: string
  /** Of the doubtful images those that are taken. */
  doubtful: number[] | 'all'
  /** Make one of two entries with the same content, of which one has no file. */
  merge: boolean
}

export interface DetectionsRequest {
  /** COCO results: a JSON list of image_id, category_id, bbox and score. */
  file: string
  /** The COCO file that says what the numbers mean; looked for beside the results when not given. */
  dataset?: string
  /** Of the run that gets them. */
  name?: string
}

export interface StartTraining {
  preset: string
  /** Overrides of the preset. */
  config: TrainingConfigInput
  name?: string
  continueFrom?: number
}

export interface ModelExport {
  /** Folder to make. */
  out: string
  format: Api.ModelExportFormat
  /** Store the weights in half precision (not in the studio's own form): half the size, slightly other scores. */
  half?: boolean
  /** Pixels of the input, not in the studio's own form; as the model was trained when not given. */
  input?: { width: number; height: number }
  /** Takes the place of an earlier export; never of anything else. */
  replace?: boolean
}

export interface ModelImportRequest {
  file: string
  name?: string
  /** Names of the file's classes in its order, where it is not of COCO. */
  classNames?: string[]
  /** Take all classes and add those that the project lacks; else, where it has some of them, only those. */
  allClasses?: boolean
}

export interface ReviewRequest {
  run: number
  split: Split | 'all'
  threshold: number
}

/** A change that may be so large that a backup is made before it. */
export type LargeChange =
  | { kind: 'remove-images'; /** How many. */ images: number }
  | { kind: 'remove-classes' | 'merge-classes'; /** Those that go. */ classes: number[] }

export interface Services {
  projects: {
    recent(): RecentProject[]
    create(folder: string, name: string): ProjectSummary
    open(path: string): ProjectSummary
    summary(project: string): Promise<ProjectSummary>
    /** Looks whether the image files are there, or waits for the look that began when it was opened; how many are not. */
    checkFiles(project: string): Promise<{ missing: number; changed: boolean }>
    /** Resolves when no long work is writing in the project: a change made meanwhile would hold up the engine. */
    writable(project: string): Promise<void>
    close(project: string): void
    forget(path: string): RecentProject[]
    /** The backups of the project in a folder, which need not be open, nor whole. */
    backups(path: string): Promise<ProjectBackups>
    /** Makes one now. */
    backUp(path: string): Promise<ProjectBackups>
    /**
     * Starts the job that makes the backup which goes before a large change, so that people see what they wait for; null
     * when none is needed. The change itself makes it otherwise.
     */
    backUpBefore(project: string, change: LargeChange): Api.JobState | null
    /** Goes back to a backup and opens the project. What it replaces is kept among the backups. */
    restore(path: string, backup: string): Promise<ProjectSummary>
    /** Starts the job that generates the sample project. */
    sample(): Api.JobState
  }
  images: {
    page(project: string, query: ImageQuery, offset: number, limit: number): Api.ImagePage
    ids(project: string, query: ImageQuery): Promise<number[]>
    /** The ids with the rows of the first images. An aborted signal says that nobody waits any more, as with counts. */
    list(project: string, query: ImageQuery, rows: number, signal?: AbortSignal): Promise<Api.ImageList>
    counts(project: string, filter: ImageFilter, signal?: AbortSignal): Promise<Api.ImageCounts>
    setState(project: string, images: number[], state: ImageState): Promise<HistoryState>
    setSplit(project: string, images: number[], split: Split | null): Promise<HistoryState>
    /** Many are backed up before. */
    remove(project: string, images: number[]): Promise<HistoryState>
    tags(project: string, images?: number[]): TagRecord[]
    /** One undo step. Tags are kept in lower case. */
    tag(project: string, images: number[], add: string[], remove: string[]): Promise<HistoryState>
  }
  views: {
    list(project: string): SavedView[]
    /** Takes the place of a view of that name. */
    save(project: string, view: SavedView): SavedView[]
    remove(project: string, name: string): SavedView[]
  }
  labels: {
    get(project: string, image: number): ImageLabels
    edit(project: string, image: number, edits: LabelEdit[], title: string): Api.EditResult
    undo(project: string): Promise<Api.HistoryResult>
    redo(project: string): Promise<Api.HistoryResult>
    history(project: string): HistoryState
  }
  classes: {
    list(project: string): Promise<ClassRecord[]>
    add(project: string, name: string, color?: string): ClassRecord
    update(project: string, id: number, change: { name?: string; color?: string }): ClassRecord[]
    /** These two back the project up before when there are many boxes of the classes. */
    merge(project: string, from: number[], into: number): Promise<ClassRecord[]>
    remove(project: string, id: number): Promise<ClassRecord[]>
    reorder(project: string, ids: number[]): ClassRecord[]
  }
  dataset: {
    inspect(source: string, images?: string, format?: FormatName): Promise<Api.Inspection>
    /** @throws UNSUPPORTED where ffmpeg is not installed, BROKEN_FILE for what is no video. */
    inspectVideo(file: string): Promise<Api.VideoInspection>
    /** Starts the job that takes frames out of a video and adds them as images. */
    addVideo(project: string, request: VideoRequest): Api.JobState
    /** Starts the job that takes another program's detections in, as suggestions of a run of their own. */
    importDetections(project: string, request: DetectionsRequest): Api.JobState
    previewImport(project: string, request: ImportRequest): Api.JobState
    import(project: string, request: ImportRequest): Api.JobState
    export(project: string, request: ExportRequest): Api.JobState
    /** Starts the job that writes what a run found as COCO results. */
    exportDetections(project: string, request: DetectionsExport): Api.JobState
    split(project: string, request: SplitRequest): Promise<Api.SplitResult>
    /** Looks for near-duplicates, so that a split keeps them together and those across parts are known. */
    lookAlikes(project: string): Api.JobState
    splitFromFile(project: string, file: string): Promise<Api.SplitResult>
    /** What an import would have to ask about photos with rotation tags; null when there is nothing to ask. */
    frameQuestion(source: string, images?: string, format?: FormatName): Promise<Api.FrameQuestion | null>
    /** The images, of those named, whose boxes were read in a frame that someone chose; null when there are none. */
    boxFrames(project: string, images?: number[]): Promise<Api.BoxFrames | null>
    /** Reads all boxes, or those of some images, that were read in the other frame in this one, as one undo step. */
    turnBoxes(project: string, to: BoxFrame, images?: number[]): Promise<HistoryState>
    /** Looks in a folder for the images that are not where they were. `quick` trusts a name and size that fit but once. */
    findMoved(project: string, folder: string, quick: boolean): Api.JobState
    /** Takes what a search found, as one undo step. */
    relink(project: string, request: RelinkRequest): Promise<Api.Relinked>
    statistics(project: string): Promise<Api.DatasetStatistics>
  }
  training: {
    presets(): Api.Preset[]
    plan(project: string, preset: string, config: TrainingConfigInput, continueFrom?: number): Promise<Api.TrainingPlan>
    /** Starts the job that fits anchors to the training boxes. */
    fitAnchors(project: string, preset: string, config: TrainingConfigInput): Api.JobState
    start(project: string, request: StartTraining): Promise<Api.RunSummary>
    pause(project: string, run: number): void
    resume(project: string, run: number): Promise<Api.RunSummary>
    stop(project: string, run: number): void
    runs(project: string): Api.RunSummary[]
    run(project: string, run: number): Api.RunDetail
    rename(project: string, run: number, name: string): Api.RunSummary
    remove(project: string, run: number): void
    events(project: string, run: number, after: number, signal: AbortSignal): AsyncIterable<StoredTrainEvent>
    /** Reads a weights file and says what a training with these settings would take from it. */
    inspectWeights(project: string, file: string, preset: string, config: TrainingConfigInput): Api.JobState
    /** Makes a run of the project from another program's detector. */
    importModel(project: string, request: ModelImportRequest): Api.JobState
    exportModel(project: string, run: number, request: ModelExport): Api.JobState
  }
  review: {
    /**
     * Fills the suggestions table with the run's detections on these images; all of the split when none are named.
     * `onlyNew` leaves out those that the run has looked at before.
     */
    detect(project: string, run: number, images: number[] | null, split: Split | 'all', onlyNew?: boolean): Api.JobState
    suggestions(project: string, image: number, run: number | null, minimumScore: number): Api.Suggestion[]
    accept(project: string, suggestions: number[]): Promise<HistoryState>
    reject(project: string, suggestions: number[]): void
    report(project: string, request: ReviewRequest): Promise<Api.ReviewReport>
    mistakes(
      project: string,
      request: ReviewRequest,
      kinds: Api.MistakeKind[],
      classId: number | null,
    ): Promise<Api.Mistake[]>
    image(project: string, request: ReviewRequest, image: number): Api.ReviewedImage
  }
  jobs: {
    list(): Api.JobState[]
    watch(job: string, signal: AbortSignal): AsyncIterable<Api.JobState>
    cancel(job: string): void
  }
  system: {
    info(): Api.SystemInfo
    doctor(): Promise<Api.DoctorReport>
    settings(): Api.Settings
    changeSettings(change: Api.Settings): Api.Settings
    listFolder(path: string | null): Promise<Api.FolderListing>
    makeFolder(path: string): Promise<Api.FolderListing>
  }
}
