/** Work that takes a while, and what comes of it. */
import type { ExportReport, ImportPreview, ImportReport } from '../../dataset/report.ts'
import type { ProjectSummary } from '../../project/types.ts'
import type { ErrorBody } from '../errors.ts'
import type { AnchorFit, WeightsInspection } from '../trainingPlan.ts'
import type { LookAlikes } from './lookAlikes.ts'
import type { FoundImages } from './relink.ts'

/** The forms in which a trained model leaves the studio. */
export type ModelExportFormat = 'studio' | 'onnx' | 'onnx-detections' | 'tfjs'

export type JobKind =
  | 'import-preview'
  | 'import'
  | 'export'
  | 'detect'
  | 'sample'
  | 'look-alikes'
  | 'export-model'
  | 'fit-anchors'
  | 'inspect-weights'
  | 'import-model'
  | 'add-video'
  | 'import-detections'
  | 'export-detections'
  | 'find-moved'
  | 'back-up'

export type JobResult =
  | { kind: 'import'; report: ImportReport }
  | { kind: 'import-preview'; preview: ImportPreview }
  | { kind: 'export'; report: ExportReport; out: string }
  | { kind: 'export-detections'; images: number; detections: number; out: string }
  | { kind: 'detect'; run: number; images: number; detections: number }
  | { kind: 'look-alikes'; found: LookAlikes }
  | { kind: 'back-up' }
  | { kind: 'sample'; project: ProjectSummary }
  | { kind: 'export-model'; out: string; files: number }
  | { kind: 'fit-anchors'; fit: AnchorFit }
  | { kind: 'inspect-weights'; weights: WeightsInspection }
  | { kind: 'find-moved'; found: FoundImages }
  | { kind: 'import-model'; run: number; title: string; classes: string[] }
  | { kind: 'add-video'; report: ImportReport }
  | { kind: 'import-detections'; run: number; report: ImportReport }

export interface JobState {
  id: string
  kind: JobKind
  title: string
  status: 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  /** null while it is not known. */
  total: number | null
  message: string
  result: JobResult | null
  error: ErrorBody | null
}
