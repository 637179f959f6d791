/** A data set in numbers. */
import type { Distributions } from '../../dataset/distributions.ts'
import type { Finding } from '../../dataset/quality.ts'
import type { Edges } from '../../geometry/box.ts'
import type { ImageRecord, ImageState, Split } from '../../project/types.ts'

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
  /** The commonest sizes of images, and how many different ones there are. */
  imageSizes: Array<{ width: number; height: number; count: number }>
  differentSizes: number
  /** How many boxes each check finds. */
  doubtful: Partial<Record<Finding['kind'], number>>
  /** Boxes that deserve a look; at most 140 of each kind are named. */
  quality: ShownFinding[]
}

export interface SplitResult {
  train: number
  val: number
  test: number
  /** Images that got no part, with the reason. */
  skipped: number
  warnings: string[]
}
