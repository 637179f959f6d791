/** Recognises the format of a source by what its files hold. */
import type { Inspection } from '../api/types.ts'
import { datasetFormats } from './formats/registry.ts'
import { isNamesFile } from './formats/yolo/names.ts'
import { formatNames } from './report.ts'
import { extensionOf, type DatasetFiles } from './source.ts'

/** Enough files to know the classes in a second or so; the import itself reads all of them. */
const FILES_TO_LOOK_INTO = 2_000

/** Formats that fit, most likely first, with the classes that the first of them has. */
export async function inspectFiles(files: DatasetFiles): Promise<Inspection> {
  const candidates: Inspection['candidates'] = []
  for (const format of formatNames) {
    const why = await datasetFormats[format].detect(files)
    if (why !== null) candidates.push({ format, why })
  }
  const [first] = candidates
  const classes = first ? (await datasetFormats[first.format].read(sample(files))).classes : []
  return { candidates, images: files.images.length, classes }
}

function sample(files: DatasetFiles): DatasetFiles {
  const always = files.labels.filter((label) => isNamesFile(label) || extensionOf(label) !== '.txt')
  const whole = always.filter((label) => extensionOf(label) !== '.xml')
  const perImage = files.labels.filter((label) => !whole.includes(label))
  if (perImage.length <= FILES_TO_LOOK_INTO) return files
  return { ...files, labels: [...whole, ...perImage.slice(0, FILES_TO_LOOK_INTO)] }
}
