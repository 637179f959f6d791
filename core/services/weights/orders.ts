/** What the engine asks of the thread that reads weights files and exported models, and what comes back. Plain data. */
import type { WeightsInspection } from '../../api/types.ts'
import type { TrainingConfigInput } from '../../training/config.ts'

export type WeightsOrder =
  /** What is in the file, and what becomes of it in the network of these settings. */
  | { kind: 'inspect'; file: string; preset: string; overrides: TrainingConfigInput; classNames: string[] }
  /** Write the detector in the file as a model folder, with the classes in this order. */
  | {
      kind: 'import'
      file: string
      names: string[] | null
      classes: Array<{ id: number; name: string }>
      folder: string
    }
  /** Names of the classes of the detector in the file. */
  | { kind: 'classes'; file: string; names: string[] | null }

export interface WeightsAnswers {
  inspect: WeightsInspection
  import: ImportedModel
  classes: string[]
}

export interface ImportedModel {
  title: string
  /** Overrides that describe the model as a training's settings. */
  settings: TrainingConfigInput
}
