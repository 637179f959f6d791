/** The forms in which a model can be exported, in words for the person who chooses. */
import type { ModelExportFormat } from '../../../core/api/types.ts'

export interface ExportForm {
  value: ModelExportFormat
  label: string
  /** What it is for. */
  about: string
  /** What is in the folder beside README and card, for the summary. */
  contents: string
}

export const EXPORT_FORMS: readonly ExportForm[] = [
  {
    value: 'onnx-detections',
    label: 'ONNX with detections',
    about:
      'For your own program: a picture goes in, the final boxes come out. Runs with onnxruntime in most languages.',
    contents: 'model.onnx, with an example in Python and in JavaScript',
  },
  {
    value: 'onnx',
    label: 'ONNX, network only',
    about: 'For accelerators, phones and converters, or many pictures at once. A second file makes its outputs boxes.',
    contents: 'model.onnx and detections.onnx, with an example in Python and in JavaScript',
  },
  {
    value: 'tfjs',
    label: 'TensorFlow.js',
    about: 'For web pages: the model runs in the visitor’s browser, and no picture leaves it.',
    contents: 'model.json and weights.bin, with an example in JavaScript',
  },
  {
    value: 'studio',
    label: 'Focal Studio',
    about: 'For Focal Studio on another computer: to detect with, or to go on training from.',
    contents: 'model.json and weights.safetensors',
  },
]

/** A folder name that every file system takes: the model's name, and its form unless it is the studio's own. */
export function exportFolderName(name: string, form: ModelExportFormat): string {
  const safe = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '-').replace(/^[.\s]+|[.\s]+$/gu, '')
  const stem = safe === '' ? 'model' : safe
  return form === 'studio' ? stem : `${stem} ${form}`
}
