/** Export: labelled images and their boxes to a folder that other tools, and this one, can read. */
import { access } from 'node:fs/promises'
import { StudioError } from '../../api/errors.ts'
import type { DatasetBox } from '../../dataset/annotations.ts'
import type { ExportDataset, ExportImage } from '../../dataset/exporting.ts'
import { datasetFormats } from '../../dataset/formats/registry.ts'
import { Problems } from '../../dataset/problems.ts'
import type { ExportReport, FormatName } from '../../dataset/report.ts'
import { splitPagePath } from '../../images/pages.ts'
import { readImage } from '../../images/read.ts'
import { extensionOf } from '../../dataset/source.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { BoxColumns, type PlainBox } from '../../project/boxColumns.ts'
import { listClasses } from '../../project/classes.ts'
import { imageFile, listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { ImageRecord } from '../../project/types.ts'
import { ExportFolder } from './exportFolder.ts'
import { exportNames } from './exportNames.ts'

/** Writes the export; the folder appears whole or not at all. With `embed` the pictures go into its files. */
export async function exportDataset(
  project: Project,
  out: string,
  format: FormatName,
  job: JobHandle,
  embed = false,
): Promise<ExportReport> {
  const { writer } = datasetFormats[format]
  if (embed && !writer.holdsPictures) {
    throw new StudioError('BAD_INPUT', 'Files of this form cannot hold pictures.', 'Write the pictures beside them.')
  }
  const problems = new Problems()
  const boxes = BoxColumns.read(project)
  const images = chooseImages(listImages(project), format, problems)
  if (images.length === 0) {
    const hint = format === 'images' ? 'Import images first.' : 'Label images and mark them done first.'
    throw new StudioError('NO_DATA', `${project.name} has nothing to export.`, hint)
  }
  const classes = listClasses(project)
  const classNames = new Map(classes.map(({ id, name }) => [id, name]))
  const names = exportNames(images)
  const folder = await ExportFolder.open(out, project.path)
  try {
    const dataset: ExportDataset = { classes: classes.map(({ name }) => name), images: [] }
    let boxCount = 0
    for (const [index, image] of images.entries()) {
      job.signal.throwIfAborted()
      const { width, height, split } = image
      const exported: ExportImage = {
        name: names.get(image.id) ?? image.name,
        width,
        height,
        split,
        get boxes() {
          return (boxes.get(image.id) ?? []).map((box) => toDatasetBox(box, classNames))
        },
      }
      const source = imageFile(project, image)
      if (embed) exported.load = () => readImage(source)
      const put = embed
        ? () => access(splitPagePath(source).file)
        : () => folder.addImage(source, writer.imagePath(exported, dataset.images.length))
      if (await isThere(put, image, problems)) {
        dataset.images.push(exported)
        boxCount += boxes.count(image.id)
      }
      job.progress(index + 1, images.length, `Writing ${image.name}`)
    }
    for (const file of writer.files(dataset)) {
      job.signal.throwIfAborted()
      await folder.write(file)
    }
    await folder.finish()
    if (embed) tellUndecodable(dataset.images, problems)
    for (const loss of writer.losses(dataset)) problems.warn('', null, loss)
    return {
      format,
      images: dataset.images.length,
      boxes: boxCount,
      files: folder.files.length,
      skipped: problems.skipped,
      warnings: problems.warnings,
    }
  } finally {
    await folder.discard()
  }
}

/** Unlabelled images stay out of label formats: other tools would take them for images without objects. */
function chooseImages(images: readonly ImageRecord[], format: FormatName, problems: Problems): ImageRecord[] {
  if (format === 'images') return [...images]
  const open = images.filter(({ state, boxCount }) => state === 'new' || (state === 'in-progress' && boxCount === 0))
  if (open.length > 0) {
    const what = open.length === 1 ? '1 unlabelled image was' : `${open.length} unlabelled images were`
    problems.warn('', null, `${what} left out: other tools would take them for images without objects.`)
  }
  const left = new Set(open)
  const chosen = images.filter((image) => !left.has(image))
  const unfinished = chosen.filter(({ state }) => state === 'in-progress').length
  if (unfinished > 0) problems.warn('', null, `${unfinished} of the images are still in progress.`)
  const turned = chosen.filter(({ orientation }) => orientation > 1)
  if (turned.length > 0) {
    const reason = `${turned.length} photos carry a rotation tag (such as ${turned[0]?.name}): the boxes are those of the upright picture.`
    problems.warn('', null, reason)
  }
  return chosen
}

/** TensorFlow itself decodes these. */
const DECODED_BY_TENSORFLOW = new Set(['.jpg', '.jpeg', '.png', '.gif', '.bmp'])

function tellUndecodable(images: readonly ExportImage[], problems: Problems): void {
  const others = images.filter(({ name }) => !DECODED_BY_TENSORFLOW.has(extensionOf(name)))
  if (others.length === 0) return
  const reason = `${others.length} pictures inside are neither JPEG, PNG, GIF nor BMP (such as ${others[0]?.name}): TensorFlow does not decode them.`
  problems.warn('', null, reason)
}

/** false, with the reason in the report, when the picture's file cannot be read: its drive may be gone. */
async function isThere(put: () => Promise<void>, { path }: ImageRecord, problems: Problems): Promise<boolean> {
  try {
    await put()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    problems.skip(path, null, 'Its file is missing, so neither picture nor labels were exported.')
    return false
  }
}

function toDatasetBox(box: PlainBox, classNames: ReadonlyMap<number, string>): DatasetBox {
  const { x1, y1, x2, y2, difficult, truncated, crowd, occluded, attributes, note } = box
  const className = classNames.get(box.classId) ?? `class ${box.classId}`
  return { x1, y1, x2, y2, difficult, truncated, crowd, occluded, attributes, note, className }
}
