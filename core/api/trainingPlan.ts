/** What presets offer and what a training would do, told before it starts. Types only. */
import type { AnchorShapes } from '../dataset/anchorFit/fit.ts'
import type { AnchorReach } from '../dataset/anchorFit/reach.ts'
import type { WeightsReport } from '../model/recognise/report.ts'
import type { TrainingConfig, TrainingConfigInput } from '../training/config.ts'

export interface Preset {
  name: string
  title: string
  /** What it is for and what to expect, two or three sentences. */
  description: string
  config: TrainingConfig
}

export interface TrainingWarning {
  code: string
  severity: 'info' | 'warning' | 'error'
  /** One sentence: what, and what to do. An error keeps training from starting. */
  text: string
}

/** How large images are looked at. */
export interface PlannedTiles {
  /** Input pixels per image pixel. */
  scale: number
  /** Input pixels that neighbouring tiles share at least. */
  overlap: number
  /** Whether the whole image is looked at, too. */
  wholeImage: boolean
  /** How many times larger objects appear than in the whole image, and how many looks the median image takes. */
  zoom: number
  perImage: number
}

export interface PlannedAnchors extends AnchorReach {
  /** What they reach, for people. */
  sentence: string
  /** Too little for training to go well: fitting them, a larger input or tiles would help. */
  poor: boolean
}

/** What a weights file is, and what a training with given settings would take from it. */
export interface WeightsInspection {
  file: string
  /** "torchvision RetinaNet with resnet50, 80 classes". */
  title: string
  /** A whole detector, or a backbone alone. */
  detector: boolean
  /** The detector's classes. */
  classes: string[]
  /** Overrides of any preset under which most of the file is taken; they name the file. */
  settings: TrainingConfigInput
  report: WeightsReport
}

/** Anchors fitted to the training boxes, and what they would change. */
export interface AnchorFit {
  /** For network.anchors. */
  anchors: AnchorShapes & { perLevel?: [] }
  before: PlannedAnchors
  after: PlannedAnchors
  /** Whether they reach noticeably more. */
  better: boolean
}

export interface TrainingPlan {
  config: TrainingConfig
  input: { width: number; height: number }
  trainImages: number
  valImages: number
  emptyTrainImages: number
  classes: Array<{ classId: number; name: string; color: string; trainBoxes: number; valBoxes: number }>
  warnings: TrainingWarning[]
  /** Suggested by the data's kind; the page asks. */
  suggestVerticalFlip: boolean
  /** null: every image is looked at as a whole. */
  tiles: PlannedTiles | null
  /** What the anchors reach of the training boxes. */
  anchors: PlannedAnchors
}
