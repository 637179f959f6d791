import { readAhead, type DatasetFiles } from '../../source.ts'
import { Problems } from '../../problems.ts'
import { readYoloNames } from '../yolo/names.ts'
import { labelFiles } from '../yolo/read.ts'
import { areCornerRows } from '../yolo/rows.ts'

const FILES_TO_TRY = 30

/** Why this is YOLO with turned boxes, or null. Outlines of four points look the same, and are read the same. */
export async function detectYoloObb(files: DatasetFiles): Promise<string | null> {
  let found: string | null = null
  for await (const { label, text } of readAhead(files, labelFiles(files).slice(0, FILES_TO_TRY))) {
    const fits = text === null ? null : areCornerRows(text)
    if (fits === false) return null
    if (fits) found ??= label
  }
  // Rows of key points can be as long.
  if (found === null || (await readYoloNames(files, new Problems())).keyPoints) return null
  return `${found} has rows of class and four corners, as YOLO writes turned boxes (OBB).`
}
