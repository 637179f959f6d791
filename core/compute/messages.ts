/** What the engine and the trainer process say to each other, over the IPC channel of child_process. Types only. */
import type { ErrorBody } from '../api/errors.ts'
import type { Detection, TrainEvent } from '../training/events.ts'

export interface DetectImage {
  id: number
  file: string
}

export type TrainerCommand =
  /** The folder holds snapshot.json; a checkpoint in it is resumed. */
  | { kind: 'train'; runFolder: string }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Finish now: last evaluation, best weights kept. */
  | { kind: 'stop' }
  | {
      kind: 'detect'
      request: number
      runFolder: string
      images: DetectImage[]
      minimumScore: number
      backend: string
      threads: number
    }
  | { kind: 'cancel'; request: number }
  | { kind: 'benchmark'; request: number; backend: string; threads: number }

export interface BenchmarkResult {
  backend: string
  description: string
  gigaflops: number
  trainingImagesPerSecond: number
}

export type TrainerMessage =
  | { kind: 'ready'; pid: number }
  | { kind: 'event'; event: TrainEvent }
  | { kind: 'detected'; request: number; imageId: number; detections: Detection[]; problem: string | null }
  | { kind: 'done'; request: number }
  | { kind: 'benchmarked'; request: number; result: BenchmarkResult }
  | { kind: 'failed'; request: number | null; error: ErrorBody }
