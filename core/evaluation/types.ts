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
