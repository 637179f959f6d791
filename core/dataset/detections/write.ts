/** Detections as COCO results: the twin of `read.ts`, with the file of images and categories that explains the numbers. */
import type { TextFile } from '../exporting.ts'
import type { Edges } from '../../geometry/box.ts'

export interface DetectedImage {
  id: number
  /** As other programs know it: a path with forward slashes. */
  name: string
  width: number
  height: number
  detections: ReadonlyArray<Edges & { classId: number; score: number }>
}

export interface DetectionSet {
  classes: ReadonlyArray<{ id: number; name: string }>
  images: readonly DetectedImage[]
}

/** detections.json, and images.json without annotations. Rows name their file as well as its number. */
export function* detectionFiles(set: DetectionSet): Generator<TextFile> {
  yield { path: 'detections.json', chunks: rows(set) }
  yield { path: 'images.json', chunks: meaning(set) }
}

function* rows({ images }: DetectionSet): Generator<string> {
  yield '['
  let comma = ''
  for (const { id, name, detections } of images) {
    for (const { classId, score, x1, y1, x2, y2 } of detections) {
      const bbox = [x1, y1, x2 - x1, y2 - y1]
      yield `${comma}\n${JSON.stringify({ image_id: id, category_id: classId, bbox, score, file_name: name })}`
      comma = ','
    }
  }
  yield '\n]\n'
}

function* meaning({ classes, images }: DetectionSet): Generator<string> {
  const categories = classes.map(({ id, name }) => ({ id, name, supercategory: '' }))
  yield `{\n"categories": ${JSON.stringify(categories)},\n"annotations": [],\n"images": [`
  let comma = ''
  for (const { id, name, width, height } of images) {
    yield `${comma}\n${JSON.stringify({ id, file_name: name, width, height })}`
    comma = ','
  }
  yield '\n]\n}\n'
}
