/** Training runs. */
import type { TrainingConfig } from '../../training/config.ts'
import type { RunStatus, Scores } from '../../training/events.ts'
import type { ErrorBody } from '../errors.ts'

export interface RunSummary {
  id: number
  name: string
  status: RunStatus
  preset: string
  createdAt: string
  /** 0 to 1 of the budget. */
  progress: number
  steps: number
  seconds: number
  backend: string | null
  bestStep: number | null
  /** Of the kept weights, on the validation images. */
  scores: Scores | null
  trainImages: number
  valImages: number
  continuedFrom: number | null
  error: ErrorBody | null
}

export interface RunDetail extends RunSummary {
  config: TrainingConfig
  classes: Array<{ id: number; name: string; color: string }>
  software: Record<string, string>
  hardware: Record<string, string>
  folder: string
}
