import { Problems } from '../../problems.ts'
import { readAhead, type DatasetFiles } from '../../source.ts'
import { readYoloNames } from './names.ts'
import { labelFiles } from './read.ts'
import { looksLikeRows } from './rows.ts'

const FILES_TO_TRY = 30

/** Why this is YOLO, or null. */
export async function detectYolo(files: DatasetFiles): Promise<string | null> {
  const names = await readYoloNames(files, new Problems())
  const labels = labelFiles(files)
  let rows: string | null = null
  for await (const { label, text } of readAhead(files, labels.slice(0, FILES_TO_TRY))) {
    if (text !== null && looksLikeRows(text)) rows ??= label
  }
  if (rows !== null) {
    const classes = names.label === null ? 'no file with class names' : `class names in ${names.label}`
    return `${rows} has rows of class, centre and size, as YOLO writes them; ${classes}.`
  }
  const isYaml = names.label !== null && /\.ya?ml$/i.test(names.label)
  return isYaml && names.parts.length > 0 ? `${names.label} names the classes and parts of a YOLO data set.` : null
}
