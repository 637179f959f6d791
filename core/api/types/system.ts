/** The machine, the program and its settings. */

export interface BackendReport {
  name: string
  available: boolean
  description: string
  /** Why it is missing or not used, and what would bring it. */
  why: string | null
  /** Billions of multiplications and additions a second in a 3x3 convolution; null when it was not measured. */
  gigaflops: number | null
  /** Whole training steps of the quick preset at 512 x 384; null when it was not measured. */
  trainingImagesPerSecond: number | null
}

export interface DoctorReport {
  version: string
  node: string
  platform: string
  processor: string
  cores: number
  memoryBytes: number
  backends: BackendReport[]
  chosen: string
  weights: Array<{ name: string; available: boolean; path: string | null; why: string | null }>
  folders: { cache: string; data: string }
  /** The ffmpeg that videos are read with. */
  video: { available: boolean; version: string | null; path: string | null; why: string | null }
}

export interface SystemInfo {
  version: string
  host: 'electron' | 'web'
  platform: string
  /** Trainings that run or wait, over all projects: what closing the studio would interrupt. */
  activeTrainings: number
}

export type Settings = Record<string, unknown>
