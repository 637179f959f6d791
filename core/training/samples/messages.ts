/** What the trainer and its sample threads say to each other. Types only. */
import type { ErrorBody } from '../../api/errors.ts'
import type { Anchors } from '../../model/anchors.ts'
import type { TrainingConfig } from '../config.ts'
import type { Targets, TruthBox } from '../targets.ts'
import type { Part, Size } from './samplePlan.ts'

/** What a thread knows from its start. */
export interface SampleThreadSettings {
  input: Size
  anchors: Anchors
  matching: TrainingConfig['matching']
}

/** A scaled image in memory that all threads share. */
export interface SharedPicture extends Size {
  /** RGB, row by row. */
  buffer: SharedArrayBuffer
}

/** An image to decode, drawn at a scale (its pixels per pixel of the file). */
export interface PictureRequest {
  file: string
  scale: number
}

export interface SampleJob {
  id: number
  layers: Array<{ weight: number; parts: JobPart[] }>
  /** Boxes of the sample in input pixels. */
  truths: TruthBox[]
}

export type JobPart = Part & { request: PictureRequest; picture: SharedPicture | null }

export type SampleAnswer =
  | {
      id: number
      kind: 'sample'
      pixels: Float32Array
      targets: Targets
      /** What had to be decoded for it. */
      decoded: Array<{ request: PictureRequest; picture: SharedPicture }>
    }
  | { id: number; kind: 'failed'; error: ErrorBody }
