/** Detections and their verdicts against the labels. */
import type { ImageBox } from '../geometry/box.ts'

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
