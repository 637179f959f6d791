/** The folders of the format zoo: files of real tools, most of them without their pictures. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import { extensionOf, IMAGE_EXTENSIONS, stemOf, type DatasetFiles } from '../../../core/dataset/source.ts'
import { dataFolder, haveData } from './realData.ts'

export const zoo = path.join(dataFolder, 'format-zoo')

/** "coco/darwin_v7" and so on; none where the zoo is absent. */
export const zooFolders = haveData
  ? readdirSync(zoo, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(path.join(zoo, name)).map((inner) => `${name}/${inner}`))
      .sort()
  : []

/** The source with empty stand-ins for images that the labels speak of and that are not there. */
export async function withStandIns(files: DatasetFiles, format: FormatName): Promise<DatasetFiles> {
  const { skipped } = await datasetFormats[format].read(files)
  const missing = skipped
    .filter(({ reason }) => reason.startsWith('No image of this name'))
    .map(({ file, field }) => /"(.+)"$/.exec(field ?? '')?.[1] ?? standIn(stemOf(file)))
  return { ...files, images: [...files.images, ...new Set(missing)] }
}

/** Some label files are called after the whole name of their image. */
function standIn(stem: string): string {
  return IMAGE_EXTENSIONS.has(extensionOf(stem)) ? stem : `${stem}.jpg`
}
