/** Recognises the format of a source by what its files hold. */
import type { Inspection } from '../api/types.ts'
import { isDetections } from './detections/read.ts'
import { datasetFormats } from './formats/registry.ts'
import { isNamesFile } from './formats/yolo/names.ts'
import { refusal } from './refusals.ts'
import { forget, peekJson } from './peek.ts'
import { formatNames, type FormatName } from './report.ts'
import { extensionOf, type DatasetFiles } from './source.ts'

/** Enough files to know the classes in a second or so; the import itself reads all of them. */
const FILES_TO_LOOK_INTO = 2_000

/** Formats that fit, most likely first, with a word on why there are none. */
export async function recogniseFormats(files: DatasetFiles): Promise<Pick<Inspection, 'candidates' | 'note'>> {
  try {
    return await recognised(files)
  } finally {
    forget(files)
  }
}

/** The same with the classes that the first format, or the one that was chosen, has. */
export async function inspectFiles(files: DatasetFiles, chosen?: FormatName): Promise<Inspection> {
  const { candidates, note } = await recognised(files)
  const detections = files.chosen !== null && (await peekJson(files)).some(({ value }) => isDetections(value))
  forget(files)
  const format = chosen ?? candidates[0]?.format
  const found = format ? await datasetFormats[format].read(sample(files)) : null
  const embedded = found?.embedded?.length ?? 0
  return { candidates, images: files.images.length, classes: found?.classes ?? [], note, embedded, detections }
}

async function recognised(files: DatasetFiles): Promise<Pick<Inspection, 'candidates' | 'note'>> {
  const candidates: Inspection['candidates'] = []
  for (const format of formatNames) {
    const why = await datasetFormats[format].detect(files)
    if (why !== null) candidates.push({ format, why })
  }
  const note = candidates.some(({ format }) => format !== 'images') ? null : await refusal(files)
  return { candidates, note }
}

/** All files that speak of the whole set, and of the many that label one image each the first ones. */
function sample(files: DatasetFiles): DatasetFiles {
  const taken = new Map<string, number>()
  const labels = files.labels.filter((label) => {
    if (isNamesFile(label)) return true
    const count = (taken.get(extensionOf(label)) ?? 0) + 1
    taken.set(extensionOf(label), count)
    return count <= FILES_TO_LOOK_INTO
  })
  return labels.length === files.labels.length ? files : { ...files, labels }
}
