/** A run's detections against the labels. */
import type { ErrorAnalysis } from '../../evaluation/errorTypes.ts'
import type { ImageBox } from '../../geometry/box.ts'
import type { ImageLabels, Split } from '../../project/types.ts'
import type { ThresholdPoint } from '../../review/threshold.ts'
import type { MistakeKind, ReviewedDetection } from '../../review/types.ts'
import type { RunSummary } from './runs.ts'

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
