/** Ground truth and detections as evaluation takes them: COCO's words. Types only. */

/** x, y, width, height in pixels. */
export type CocoBox = [number, number, number, number]

export interface GroundTruth {
  /** Starts at 1: pycocotools scores a ground truth whose id is 0 as unmatched. */
  id: number
  imageId: number
  categoryId: number
  bbox: CocoBox
  /** Decides the size class; width x height when not given. */
  area?: number
  crowd?: boolean
  /**
   * Not counted, and no error to find: VOC's "difficult". Unlike a crowd it matches once, with the ordinary IoU.
   * COCO files never set it (pycocotools overwrites their `ignore` with `iscrowd`).
   */
  ignore?: boolean
}

export interface ScoredBox {
  imageId: number
  categoryId: number
  bbox: CocoBox
  score: number
}

export interface EvaluationInput {
  imageIds: number[]
  categoryIds: number[]
  groundTruths: GroundTruth[]
  detections: ScoredBox[]
}

export type AreaRangeName = 'all' | 'small' | 'medium' | 'large'

/**
 * What pycocotools calls `eval`, with its axes: T IoU thresholds (10), R recall points (101), K categories,
 * A area ranges (4), M detection limits (3). -1 stands for "no ground truth".
 */
export interface Evaluation {
  /** T, R, K, A, M. */
  shape: { thresholds: number; recallPoints: number; categories: number; areaRanges: number; limits: number }
  /** Ascending; the K axis. */
  categoryIds: number[]
  /** [T, R, K, A, M], row-major. */
  precision: Float64Array
  /** Score of the detection that reaches each recall point; [T, R, K, A, M]. */
  scores: Float64Array
  /** [T, K, A, M]. */
  recall: Float64Array
  /**
   * COCO's twelve numbers: AP, AP50, AP75, AP small, medium, large; AR at 1, 10, 100 detections an image,
   * AR small, medium, large. -1 without ground truth.
   */
  stats: number[]
  /** In the order of `categoryIds`. */
  perClass: ClassScores[]
}

export interface ClassScores {
  categoryId: number
  /** Counted ground truths: crowds and ignored ones are not among them. */
  groundTruths: number
  /** -1 without ground truth. */
  ap: number
  ap50: number
  ap75: number
  /** Average recall at 100 detections an image. */
  ar: number
}

/** The D detections of a category that count, image by image, in each image by falling score. */
export interface Matching {
  scores: Float64Array
  /** Place of the detection among those of its image, from 0. */
  ranks: Uint8Array
  /** By area range: a bit for each IoU threshold, set where a ground truth was found. */
  matched: Uint16Array[]
  /** By area range: a bit for each IoU threshold, set where the detection counts neither for nor against. */
  ignored: Uint16Array[]
  /** By area range: ground truths that count. */
  counted: number[]
}
