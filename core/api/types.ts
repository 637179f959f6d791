/** What the engine answers: the shapes behind the API and the command line's --json. Types only. */
import type { Distributions } from '../dataset/distributions.ts'
import type { Finding } from '../dataset/quality.ts'
import type { MatchKind } from '../dataset/relink/match.ts'
import type { ExportReport, FormatName, ImportPreview, ImportReport } from '../dataset/report.ts'
import type { Edges, ImageBox } from '../geometry/box.ts'
import type {
  HistoryState,
  HistoryStep,
  ImageLabels,
  ImageRecord,
  ImageRow,
  ImageState,
  ProjectSummary,
  Split,
  SplitChoice,
} from '../project/types.ts'
import type { VideoFacts } from '../images/video/probe.ts'
import type { TrainingConfig } from '../training/config.ts'
import type { RunStatus, Scores } from '../training/events.ts'
import type { ErrorAnalysis } from '../evaluation/errorTypes.ts'
import type { ThresholdPoint } from '../review/threshold.ts'
import type { ErrorBody } from './errors.ts'
import type { WeightsInspection, AnchorFit } from './trainingPlan.ts'

export type * from './trainingPlan.ts'

export interface FolderListing {
  path: string
  parent: string | null
  /** Home, drives, recent folders. */
  places: Array<{ name: string; path: string }>
  entries: Array<{ name: string; path: string; kind: 'folder' | 'project' | 'image' | 'file'; bytes: number | null }>
}

export interface ImagePage {
  total: number
  rows: ImageRow[]
}

/** How many images each filter choice would leave, for the filter bar. */
export interface ImageCounts {
  total: number
  states: Record<ImageState, number>
  splits: Record<SplitChoice, number>
  /** Images with at least one box of the class, by class id. */
  classes: Record<number, number>
  broken: number
}

export interface EditResult {
  labels: ImageLabels
  /** Ids of added boxes, in the order of the `add` edits. */
  added: number[]
  history: HistoryState
}

export interface HistoryResult {
  step: HistoryStep | null
  history: HistoryState
}

export interface Inspection {
  /** Most likely first; empty when nothing was recognised. */
  candidates: Array<{ format: FormatName; why: string }>
  images: number
  classes: string[]
  /** Why the label files that are there are not read; null when some are, or there are none. */
  note: string | null
  /** Images whose pictures are inside label files only, as far as was looked. */
  embedded: number
  /** It is a file of detections, which become suggestions, not labels. */
  detections: boolean
}

/** A photo with a rotation tag and its boxes in both readings. */
export interface FrameExample {
  image: string
  /** The photo upright, as an address that an img element takes. */
  picture: string
  /** Of the photo in pixels, upright; the boxes are in these pixels. */
  width: number
  height: number
  upright: Edges[]
  stored: Edges[]
}

/** Photos with rotation tags in a set that is to be imported. */
export interface FrameQuestion {
  /** Photos whose labels do not tell their frame. */
  asked: number
  /** Photos of the set whose labels do tell it. */
  told: { upright: number; stored: number }
  /** Not all photos were looked at. */
  sampled: boolean
  example: FrameExample
}

/** Images of a project by the frame in which their boxes were read, where there was a choice. */
export interface BoxFrames {
  upright: number
  stored: number
  example: FrameExample
}

/** The forms in which a trained model leaves the studio. */
export type ModelExportFormat = 'studio' | 'onnx' | 'onnx-detections' | 'tfjs'

export type JobKind =
  | 'import-preview'
  | 'import'
  | 'export'
  | 'detect'
  | 'sample'
  | 'look-alikes'
  | 'export-model'
  | 'fit-anchors'
  | 'inspect-weights'
  | 'import-model'
  | 'add-video'
  | 'import-detections'
  | 'find-moved'
export type JobResult =
  | { kind: 'import'; report: ImportReport }
  | { kind: 'import-preview'; preview: ImportPreview }
  | { kind: 'export'; report: ExportReport; out: string }
  | { kind: 'detect'; run: number; images: number; detections: number }
  | { kind: 'look-alikes'; found: LookAlikes }
  | { kind: 'sample'; project: ProjectSummary }
  | { kind: 'export-model'; out: string; files: number }
  | { kind: 'fit-anchors'; fit: AnchorFit }
  | { kind: 'inspect-weights'; weights: WeightsInspection }
  | { kind: 'find-moved'; found: FoundImages }
  | { kind: 'import-model'; run: number; title: string; classes: string[] }
  | { kind: 'add-video'; report: ImportReport }
  | { kind: 'import-detections'; run: number; report: ImportReport }

/** What a video is, and with what it would be read. */
export interface VideoInspection extends VideoFacts {
  name: string
  /** The version of ffmpeg. */
  ffmpeg: string
}

export interface JobState {
  id: string
  kind: JobKind
  title: string
  status: 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  /** null while it is not known. */
  total: number | null
  message: string
  result: JobResult | null
  error: ErrorBody | null
}

export interface SizeHistogram {
  /** Upper edge of each bin, as box side / image side. */
  edges: number[]
  counts: number[]
}

/** A finding with what it takes to show its box. */
export interface ShownFinding extends Finding, Edges {
  classId: number
  image: Pick<ImageRecord, 'id' | 'name' | 'hash' | 'width' | 'height'>
}

export interface DatasetStatistics extends Distributions {
  images: number
  boxes: number
  emptyImages: number
  states: Record<ImageState, number>
  splits: Record<Split | 'none', number>
  classes: Array<{ classId: number; name: string; color: string; boxes: number; images: number }>
  boxesPerImage: { minimum: number; median: number; maximum: number }
  /** Median of sqrt(box area / image area). */
  medianRelativeSide: number
  relativeSides: SizeHistogram
  imageSizes: Array<{ width: number; height: number; count: number }>
  /** How many boxes each check finds. */
  doubtful: Partial<Record<Finding['kind'], number>>
  /** Boxes that deserve a look; at most 140 of each kind are named. */
  quality: ShownFinding[]
}

/** Two images that look nearly the same. */
export interface LookAlike {
  a: ImageRow
  b: ImageRow
  /** Bits of 128 in which their fingerprints differ; 0 for copies. */
  distance: number
}

/** Near-duplicates of a project; `shown` are the first hundred. */
export interface LookAlikes {
  pairs: number
  images: number
  /** Pairs in different parts of the split: scores on the one are flattered by training on the other. */
  leaks: { total: number; shown: LookAlike[] }
  /** Labelled pairs whose labels say different things. */
  conflicts: { total: number; shown: LookAlike[] }
  /** Images whose files could not be read. */
  unreadable: number
}

/** How a file was recognised as a moved image: by its content, by name and size, or by its name alone. */
export type { MatchKind } from '../dataset/relink/match.ts'

/** Images that are not where they were, and what was found in their stead. */
export interface FoundImages {
  /** Names this search, for `relink`. */
  search: string
  folder: string
  /** Image files in the folder. */
  files: number
  missing: number
  matches: Record<MatchKind, number>
  /** Of `name`: the contents are others, so a person should look. At most 60. */
  doubtful: Array<{
    image: ImageRow
    /** The file, relative to the folder. */
    file: string
    /** The file's picture as an address for an img element; null beyond the first dozen. */
    picture: string | null
  }>
  /** Files with a missing image's name and another picture size: its boxes would not fit, so they are not proposed. */
  otherSize: Array<{ image: string; file: string; was: string; is: string }>
  /** Right contents that the project has as images of their own already. */
  present: number
  /** Missing images for which nothing was found, at most 100. */
  notFound: string[]
}

export interface Relinked {
  images: number
  /** Images that are missing still. */
  missing: number
  history: HistoryState
}

export interface SplitResult {
  train: number
  val: number
  test: number
  /** Images that got no part, with the reason. */
  skipped: number
  warnings: string[]
}

export interface RunSummary {
  id: number
  name: string
  status: RunStatus
  preset: string
  createdAt: string
  /** 0 to 1 of the budget. */
  progress: number
  steps: number
  seconds: number
  backend: string | null
  bestStep: number | null
  /** Of the kept weights, on the validation images. */
  scores: Scores | null
  trainImages: number
  valImages: number
  continuedFrom: number | null
  error: ErrorBody | null
}

export interface RunDetail extends RunSummary {
  config: TrainingConfig
  classes: Array<{ id: number; name: string; color: string }>
  software: Record<string, string>
  hardware: Record<string, string>
  folder: string
}

export interface Suggestion extends ImageBox {
  id: number
  imageId: number
  runId: number
  classId: number
  score: number
  state: 'open' | 'accepted' | 'rejected'
}

export type MistakeKind = 'missed' | 'false-positive' | 'wrong-class' | 'localisation' | 'duplicate'

/** A detection with its verdict against the labels. */
export interface ReviewedDetection extends Suggestion {
  /** 'ignored': on a crowd or a difficult label, which count neither way. */
  verdict: 'right' | 'ignored' | Exclude<MistakeKind, 'missed'>
  /** The label it matches or overlaps most; null for none. */
  boxId: number | null
  iou: number
}

export interface ReviewedImage {
  labels: ImageLabels
  detections: ReviewedDetection[]
  /** Ids of labels that no detection found, and that no wrong class or inexact box explains. */
  missed: number[]
}

export interface Mistake extends ImageBox {
  kind: MistakeKind
  imageId: number
  imageName: string
  /** For the address and the shape of the picture. */
  imageHash: string
  imageWidth: number
  imageHeight: number
  suggestionId: number | null
  boxId: number | null
  /** Class of the detection, or of the label for 'missed'. */
  classId: number
  /** The label's class, for 'wrong-class'. */
  labelClassId: number | null
  /** For 'missed': of the detection below the threshold that would have found it, if there is one. */
  score: number | null
  iou: number
}

export interface ReviewReport {
  run: RunSummary
  split: Split | 'all'
  /** Images that are scored: done (or done and empty), readable, and looked at by the run. */
  images: number
  /** Done images of the split that the run has not looked at yet: "Detect" fills them in. */
  notDetected: number
  /** Images of the split that are not done: without finished labels they say nothing about right and wrong. */
  notDone: number
  /** COCO's twelve numbers. */
  stats: number[]
  threshold: number
  /** The threshold with the best F1 over all classes. */
  bestThreshold: number
  perClass: Array<{
    classId: number
    name: string
    color: string
    groundTruths: number
    ap: number
    ap50: number
    /** At the threshold. Labels = right + missed, detections = right + wrong; -1 where a part has nothing under it. */
    right: number
    wrong: number
    missed: number
    precision: number
    recall: number
  }>
  /** Precision at 101 recall points, IoU .5, per class. */
  curves: Array<{ classId: number; precision: number[] }>
  /** Rows: label's class then "no label"; columns: detection's class then "missed". */
  confusion: { classIds: number[]; counts: number[][] }
  mistakes: Record<MistakeKind, number>
  /** Precision, recall and F1 over all classes at the thresholds .01, .02, …, .99. */
  thresholds: ThresholdPoint[]
  /** TIDE's types at IoU .5 over all scores: how many, and the AP50 that fixing the type alone would gain. */
  errorTypes: ErrorAnalysis['types']
}

export interface BackendReport {
  name: string
  available: boolean
  description: string
  /** Why it is missing or not used, and what would bring it. */
  why: string | null
  /** Billions of multiplications and additions a second in a 3x3 convolution; null when it was not measured. */
  gigaflops: number | null
  /** Whole training steps of the quick preset at 512 x 384; null when it was not measured. */
  trainingImagesPerSecond: number | null
}

export interface DoctorReport {
  version: string
  node: string
  platform: string
  processor: string
  cores: number
  memoryBytes: number
  backends: BackendReport[]
  chosen: string
  weights: Array<{ name: string; available: boolean; path: string | null; why: string | null }>
  folders: { cache: string; data: string }
  /** The ffmpeg that videos are read with. */
  video: { available: boolean; version: string | null; path: string | null; why: string | null }
}

export interface SystemInfo {
  version: string
  host: 'electron' | 'web'
  platform: string
  /** Trainings that run or wait, over all projects: what closing the studio would interrupt. */
  activeTrainings: number
}

export type Settings = Record<string, unknown>
