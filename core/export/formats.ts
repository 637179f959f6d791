/** The forms in which a trained model leaves the studio. */
import type { ModelExportFormat } from '../api/types.ts'

export interface FormatDescription {
  title: string
  /** One sentence: what it is for. */
  purpose: string
  /** Files of the model itself, beside its card and examples. */
  files: readonly string[]
  /** Examples by their name in the exported folder, from the file of this folder's `examples`. */
  examples: Readonly<Record<string, string>>
  outputs: ReadonlyArray<{ name: string; shape: string; about: string }>
}

/** `models export --format NAME`. */
export const exportFormats: Record<ModelExportFormat, FormatDescription> = {
  studio: {
    title: 'Focal Studio model',
    purpose: 'For Focal Studio itself: to detect with on another computer, or to go on training from.',
    files: ['model.json', 'weights.safetensors'],
    examples: {},
    outputs: [],
  },
  'onnx-detections': {
    title: 'ONNX with detections built in',
    purpose: 'For other programs: one image goes in, the final boxes come out; nothing is left to write.',
    files: ['model.onnx'],
    examples: { 'example.py': 'onnx-detections.py', 'example.mjs': 'onnx-detections.mjs' },
    outputs: [
      { name: 'boxes', shape: '[D, 4]', about: 'edges x1, y1, x2, y2 in input pixels, best first' },
      { name: 'scores', shape: '[D]', about: '0 to 1' },
      { name: 'labels', shape: '[D]', about: 'index of the class, 64-bit whole numbers' },
    ],
  },
  onnx: {
    title: 'ONNX, the network alone',
    purpose:
      'For accelerators and converters, and for many images at once: detections.onnx turns the outputs for an image into its boxes.',
    files: ['model.onnx', 'detections.onnx'],
    examples: { 'example.py': 'onnx.py', 'example.mjs': 'onnx.mjs' },
    outputs: [
      { name: 'class_logits', shape: '[N, R, K]', about: 'per anchor and class, before the sigmoid' },
      { name: 'box_deltas', shape: '[N, R, 4]', about: 'dx, dy, dw, dh of each anchor' },
      { name: 'anchors', shape: '[R, 4]', about: 'edges x1, y1, x2, y2 in input pixels, always the same' },
    ],
  },
  tfjs: {
    title: 'TensorFlow.js graph model',
    purpose: 'For web pages: the model runs in the visitor’s browser, and no picture leaves it.',
    files: ['model.json', 'weights.bin'],
    examples: { 'example.mjs': 'tfjs.mjs' },
    outputs: [
      { name: 'scores', shape: '[N, R, K]', about: 'per anchor and class, 0 to 1' },
      { name: 'boxes', shape: '[N, R, 4]', about: 'edges x1, y1, x2, y2 of each anchor’s box, in input pixels' },
    ],
  },
}

export const cardFile = 'card.json'
export const readmeFile = 'README.md'

/** All files of an export, in the order of its listing. */
export function exportedFiles(format: ModelExportFormat): string[] {
  const { files, examples } = exportFormats[format]
  return [...files, readmeFile, cardFile, ...Object.keys(examples)]
}
