/** Lists of images, edits and their history. */
import type { HistoryState, HistoryStep, ImageLabels, ImageRow, ImageState, SplitChoice } from '../../project/types.ts'

export interface ImagePage {
  total: number
  rows: ImageRow[]
}

/** The ids of all images of a query, in order, with the rows of the first ones. */
export interface ImageList {
  ids: number[]
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
