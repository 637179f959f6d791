/** What is asked of a source before it is imported. Plain data. */
import type { FrameQuestion, Inspection } from '../../../api/types.ts'
import type { FormatName } from '../../../dataset/report.ts'

export interface SourceOrder {
  kind: 'inspect' | 'frameQuestion'
  source: string
  /** Where its images are, when not beside the labels. */
  images?: string | undefined
  format?: FormatName | undefined
}

export interface SourceAnswers {
  inspect: Inspection
  frameQuestion: FrameQuestion | null
}
