/** The checked forms of what the window and scripts may send. */
import { boxFrames } from '../dataset/frameReading.ts'
import { mergeChoices } from '../dataset/merge.ts'
import { formatNames } from '../dataset/report.ts'
import { z } from 'zod'
import { trainingConfig } from '../training/config.ts'

const project = z.string().min(1).max(200)
export const id = z.int().positive()
export const ids = z.array(id).max(1_000_000)

/** What most calls begin with. */
export const inProject = z.object({ project })
export const inRun = inProject.extend({ run: id })
export const filePath = z.string().min(1).max(32_768)
export const split = z.enum(['train', 'val', 'test'])
export const state = z.enum(['new', 'in-progress', 'done', 'empty'])
export const color = z.string().regex(/^#[0-9a-f]{6}$/i)
export const className = z.string().trim().min(1).max(200)
export const format = z.enum(formatNames)

const exportedSide = z.int().min(64).max(4096).multipleOf(32)
/** Pixels of an exported model's input: every pyramid level of the backbone gets whole cells. */
export const exportedInput = z.object({ width: exportedSide, height: exportedSide })
export const modelExportFormat = z.enum(['studio', 'onnx', 'onnx-detections', 'tfjs'])

export const filter = z.object({
  classIds: ids.optional(),
  states: z.array(state).optional(),
  splits: z.array(z.enum(['train', 'val', 'test', 'none', 'out'])).optional(),
  text: z.string().max(1000).optional(),
  search: z.string().max(2000).optional(),
  broken: z.boolean().optional(),
  ids: ids.optional(),
})

export const largeChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('remove-images'), images: z.int().min(0) }),
  z.object({ kind: z.enum(['remove-classes', 'merge-classes']), classes: ids }),
])

export const tag = z.string().trim().min(1).max(100)
export const viewName = z.string().trim().min(1).max(100)

export const query = z.object({
  filter: filter.default({}),
  sort: z.enum(['path', 'added', 'boxes', 'state', 'size']).default('path'),
  descending: z.boolean().default(false),
})

const edge = z.number().min(-1e7).max(1e7)
const edges = { x1: edge, y1: edge, x2: edge, y2: edge }
const boxFacts = {
  difficult: z.boolean().optional(),
  truncated: z.boolean().optional(),
  crowd: z.boolean().optional(),
  occluded: z.boolean().optional(),
  note: z.string().max(10_000).optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
}
export const newBox = z.object({
  ...edges,
  ...boxFacts,
  classId: id,
  origin: z.enum(['person', 'import', 'model']).optional(),
  originRun: id.nullable().optional(),
})
export const boxChange = z.object({ ...edges, ...boxFacts, classId: id }).partial()
export const labelEdit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), box: newBox }),
  z.object({ kind: z.literal('update'), id, change: boxChange }),
  z.object({ kind: z.literal('remove'), id }),
])

/** Overrides of a preset: any part of the training settings, however deep. Checked whole once merged with the preset. */
export const configOverrides = z.looseObject({}).transform((value) => value as z.input<typeof trainingConfig>)

export const reviewRequest = z.object({
  run: id,
  split: z.enum(['train', 'val', 'test', 'all']).default('val'),
  threshold: z.number().min(0).max(1).default(0.5),
})
export const mistakeKinds = z.array(z.enum(['missed', 'false-positive', 'wrong-class', 'localisation', 'duplicate']))

export const boxFrame = z.enum(boxFrames)

/** Every so many seconds or frames of a video. */
export const frameInterval = z.union([
  z.strictObject({ seconds: z.number().min(0.001).max(86_400) }),
  z.strictObject({ frames: z.int().min(1).max(1_000_000) }),
])

/** What the window may say about an import, beside the project. */
export const importRequest = {
  source: filePath,
  format: z.union([format, z.literal('auto')]).default('auto'),
  images: filePath.optional(),
  copy: z.boolean().optional(),
  classes: z.record(z.string().max(1_000), z.string().trim().min(1).max(200).nullable()).optional(),
  merge: z.enum(mergeChoices).optional(),
  boxFrame: boxFrame.optional(),
  embedded: z.boolean().optional(),
}
