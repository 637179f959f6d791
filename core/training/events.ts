/** What a training says while it runs: a union tagged by `kind`. Types only. */
import type { ErrorBody } from '../api/errors.ts'

export interface Scores {
  /** COCO AP at IoU .50:.95, 0 to 1; -1 when there is no ground truth. */
  ap: number
  ap50: number
  ap75: number
  perClass: Array<{ classId: number; name: string; ap: number; ap50: number; groundTruths: number }>
}

/** A detection in pixels of the upright image at full size. */
export interface Detection {
  classId: number
  score: number
  x1: number
  y1: number
  x2: number
  y2: number
}

export type TrainEvent =
  | {
      kind: 'started'
      backend: string
      trainImages: number
      valImages: number
      parameters: number
      resumedAt: number | null
    }
  | { kind: 'note'; text: string }
  | {
      kind: 'step'
      step: number
      /** Seconds of training so far, without validation and pauses. */
      seconds: number
      /** 0 to 1 of the budget. */
      progress: number
      loss: number
      classLoss: number
      boxLoss: number
      learningRate: number
      imagesPerSecond: number
      secondsLeft: number | null
      /** Seconds of this step in which the network waited for images. */
      waitSeconds?: number
    }
  | {
      kind: 'evaluation'
      step: number
      seconds: number
      scores: Scores
      best: boolean
      /** Detections of a few validation images, for the strip. */
      samples: Array<{ imageId: number; detections: Detection[] }>
    }
  | { kind: 'checkpoint'; step: number }
  | { kind: 'paused'; step: number }
  | { kind: 'resumed'; step: number }
  | { kind: 'rolled-back'; step: number; toStep: number; learningRateFactor: number; reason: string }
  | {
      kind: 'finished'
      reason: 'budget' | 'stopped' | 'early-stop'
      steps: number
      seconds: number
      bestStep: number | null
      scores: Scores | null
      peakMemoryBytes: number
    }
  | { kind: 'failed'; error: ErrorBody }

/** An event as the engine stores it: numbered within its run. */
export type StoredTrainEvent = TrainEvent & { seq: number; at: string }

export type RunStatus = 'queued' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed' | 'interrupted'
