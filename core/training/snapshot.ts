/** The exact labels, split and settings that a run saw, kept in its folder as snapshot.json. Types only. */
import type { ImageBox } from '../geometry/box.ts'
import type { Split } from '../project/types.ts'
import type { TrainingConfig } from './config.ts'

export interface SnapshotImage {
  id: number
  /** Absolute path at the time of the run. */
  file: string
  hash: string
  width: number
  height: number
  split: Split
  /** Difficult and crowd boxes are ignored in training and in scores, not used as background. */
  boxes: Array<ImageBox & { classId: number; crowd: boolean; difficult: boolean }>
}

export interface Snapshot {
  classes: Array<{ id: number; name: string; color: string }>
  images: SnapshotImage[]
  config: TrainingConfig
  /** Folder of the run whose best weights this one starts from; null for a fresh start. */
  continueFrom: string | null
  createdAt: string
  software: Record<string, string>
  hardware: Record<string, string>
}
