/** Reads COCO's two files, ground truth and results, as evaluation input. Other fields of them are not looked at. */
import { z } from 'zod'
import { StudioError } from '../api/errors.ts'
import type { EvaluationInput } from './types.ts'

const id = z.int()
const bbox = z.tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)])

const truthFile = z.object({
  images: z.array(z.object({ id })),
  categories: z.array(z.object({ id, name: z.string() })),
  annotations: z.array(
    z.object({
      id,
      image_id: id,
      category_id: id,
      bbox,
      area: z.number().optional(),
      iscrowd: z.union([z.number(), z.boolean()]).optional(),
    }),
  ),
})

const resultRows = z.array(z.object({ image_id: id, category_id: id, bbox, score: z.number() }))
/** COCO's results form, or an annotation file whose rows have scores, as some tools write. */
const resultFile = z.union([resultRows, z.object({ annotations: resultRows }).transform((file) => file.annotations)])

export interface CocoFiles extends EvaluationInput {
  categories: Array<{ id: number; name: string }>
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown, what: string, form: string): Output {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : ''
  throw new StudioError('BAD_INPUT', `The ${what} cannot be read${where}: ${issue?.message ?? 'unknown form'}.`, form)
}

/**
 * @param truth the parsed JSON of a COCO annotation file
 * @param results the parsed JSON of COCO results: [{ image_id, category_id, bbox: [x, y, width, height], score }]
 * @throws StudioError BAD_INPUT when a file has another form or detections are of images that the truth does not have
 */
export function readCocoFiles(truth: unknown, results: unknown): CocoFiles {
  const { images, categories, annotations } = parse(
    truthFile,
    truth,
    'ground truth',
    'It must be a COCO annotation file with images, categories and annotations.',
  )
  const rows = parse(
    resultFile,
    results,
    'detections file',
    'It must be COCO results: a list of { image_id, category_id, bbox, score }.',
  )
  const known = new Set(images.map((image) => image.id))
  const stranger = rows.find((row) => !known.has(row.image_id))
  if (stranger) {
    throw new StudioError(
      'BAD_INPUT',
      `A detection is of image ${stranger.image_id}, which the ground truth does not have.`,
      'Check that both files are of the same images.',
      { imageId: stranger.image_id },
    )
  }
  return {
    imageIds: [...known],
    categoryIds: categories.map((category) => category.id),
    categories: categories.map((category) => ({ id: category.id, name: category.name })),
    groundTruths: annotations.map((annotation) => ({
      id: annotation.id,
      imageId: annotation.image_id,
      categoryId: annotation.category_id,
      bbox: annotation.bbox,
      area: annotation.area,
      crowd: Boolean(annotation.iscrowd),
    })),
    detections: rows.map((row) => ({
      imageId: row.image_id,
      categoryId: row.category_id,
      bbox: row.bbox,
      score: row.score,
    })),
  }
}
