/** The card of an exported model: what it is, how to feed it, how good it is, where it comes from. */
import path from 'node:path'
import type { ModelExportFormat } from '../api/types.ts'
import { paddingGrey } from '../detection/letterbox.ts'
import { makeAnchors } from '../model/anchors.ts'
import type { ModelDescription } from '../training/modelFolder.ts'
import type { Snapshot } from '../training/snapshot.ts'
import { version } from '../version.ts'
import { exportedFiles, exportFormats } from './formats.ts'
import { dataFacts, type DataFacts, type RunFacts, type StartingWeights } from './provenance.ts'

export interface CardParts {
  format: ModelExportFormat
  /** Weights in half precision. */
  half: boolean
  /** Pixels of the input, where it is not the model's own. */
  input?: { width: number; height: number } | undefined
  description: ModelDescription
  run: RunFacts
  snapshot: Snapshot
  startedFrom: readonly StartingWeights[]
  exportedAt: Date
}

export interface Card {
  format: 'focal-studio-card-1'
  name: string
  exportedAs: ModelExportFormat
  files: string[]
  /** Of the stored weights; the model computes in float32 either way. */
  precision: 'float32' | 'float16'
  /** In the order of the network's outputs. */
  classes: Array<{ index: number; id: number; name: string; color: string }>
  input: {
    name: string
    width: number
    height: number
    shape: string
    values: string
    fit: string
    paddingGrey: number
    /** The input that the model was trained with, where this export has another. */
    trainedWith: { width: number; height: number } | null
    /** How the studio itself looks at images larger than the input; null when it only fits them. */
    tiles: ModelDescription['tiles']
    /** How the studio itself scales images for a model of another program; null when it fits them into the input. */
    resize: ModelDescription['resize']
  }
  outputs: ReadonlyArray<{ name: string; shape: string; about: string }>
  boxes: string
  anchors: { count: number; perPosition: number; levels: Array<{ level: number; stride: number; count: number }> }
  detection: ModelDescription['detection']
  network: ModelDescription['network']
  scores: RunFacts['scores']
  data: DataFacts
  training: {
    preset: string
    startedAt: string
    steps: number
    seconds: number
    backend: string | null
    config: Snapshot['config']
    software: Record<string, string>
    hardware: Record<string, string>
  }
  startedFrom: readonly StartingWeights[]
  studio: { version: string; exportedAt: string }
}

export function makeCard({
  format,
  half,
  input,
  description,
  run,
  snapshot,
  startedFrom,
  exportedAt,
}: CardParts): Card {
  const { width, height } = input ?? description.input
  const colors = new Map(snapshot.classes.map(({ id, color }) => [id, color]))
  const { count, perPosition, levels } = makeAnchors(description.network, height, width)
  const { config, createdAt, software, hardware } = snapshot
  const { preset, steps, seconds, backend } = run
  return {
    format: 'focal-studio-card-1',
    name: run.name,
    exportedAs: format,
    files: exportedFiles(format),
    precision: half && format !== 'studio' ? 'float16' : 'float32',
    classes: description.classes.map(({ id, name }, index) => ({
      index,
      id,
      name,
      color: colors.get(id) ?? '#808080',
    })),
    input: {
      name: 'image',
      width,
      height,
      shape: format === 'onnx-detections' ? `[1, ${height}, ${width}, 3]` : `[N, ${height}, ${width}, 3]`,
      values: 'RGB, 0 to 255, as 32-bit floats; the model itself subtracts means and divides by deviations.',
      fit: 'The upright image (EXIF applied), scaled by min(width / its width, height / its height), at the top left.',
      paddingGrey,
      trainedWith: input ? description.input : null,
      tiles: description.tiles,
      resize: description.resize,
    },
    outputs: exportFormats[format].outputs,
    boxes: 'Pixel edges x1, y1, x2, y2. Divide those of the input by the scale for those of the upright image.',
    anchors: { count, perPosition, levels: levels.map(({ level, stride, count }) => ({ level, stride, count })) },
    detection: description.detection,
    network: withoutFolder(description.network),
    scores: run.scores,
    data: dataFacts(snapshot),
    training: {
      preset,
      startedAt: createdAt,
      steps,
      seconds,
      backend,
      config: { ...config, network: withoutFolder(config.network) },
      software,
      hardware,
    },
    startedFrom,
    studio: { version, exportedAt: exportedAt.toISOString() },
  }
}

/** Where files lay on this computer is nobody else's business. */
function withoutFolder(network: ModelDescription['network']): ModelDescription['network'] {
  const { weightsFile } = network
  return { ...network, weightsFile: weightsFile ? path.basename(weightsFile) : null }
}
