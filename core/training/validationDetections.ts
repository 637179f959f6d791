/**
 * What the kept model found on the validation images, as a file of its run's folder: the first line names the step of
 * the evaluation, each other line holds one image. It is read line by line, as there may be many images.
 */
import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { writeAtomically } from '../atomicWrite.ts'
import type { Detection } from './events.ts'

export const validationDetectionsFileName = 'validation-detections.jsonl'

export interface ImageDetections {
  imageId: number
  detections: Detection[]
}

type Line = [imageId: number, detections: Array<[number, number, number, number, number, number]>]

/** Writes what an evaluation found, in place of what an earlier one did. */
export async function writeValidationDetections(
  folder: string,
  step: number,
  found: ReadonlyMap<number, readonly Detection[]>,
): Promise<void> {
  const lines = [JSON.stringify({ step })]
  for (const [imageId, detections] of found) {
    const line: Line = [
      imageId,
      detections.map(({ classId, score, x1, y1, x2, y2 }) => [classId, score, x1, y1, x2, y2]),
    ]
    lines.push(JSON.stringify(line))
  }
  await writeAtomically(path.join(folder, validationDetectionsFileName), `${lines.join('\n')}\n`)
}

/** What the evaluation at `step` found; nothing when no file tells, or when it tells of another evaluation. */
export async function* readValidationDetections(folder: string, step: number): AsyncGenerator<ImageDetections> {
  const file = path.join(folder, validationDetectionsFileName)
  if (!existsSync(file)) return
  let first = true
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (first) {
      if ((JSON.parse(text) as { step: number }).step !== step) return
      first = false
      continue
    }
    const [imageId, rows] = JSON.parse(text) as Line
    const detections = rows.map(([classId, score, x1, y1, x2, y2]) => ({ classId, score, x1, y1, x2, y2 }))
    yield { imageId, detections }
  }
}
