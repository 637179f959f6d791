/** Formats with a text file an image whose rows name a class among columns that are parted by spaces (KITTI, DOTA). */
import type { AnnotatedBox, DatasetAnnotations } from './annotations.ts'
import { orderClasses, readClassOrder } from './classOrder.ts'
import { assemble } from './entries.ts'
import { textEntries } from './perImageText.ts'
import { Problems } from './problems.ts'
import type { FormatName } from './report.ts'
import type { DatasetFiles } from './source.ts'
import { spacedNames } from './spacelessNames.ts'

export interface SpacedRows {
  format: FormatName
  /** Does a file that is not blank hold labels of this format? */
  fits(text: string): boolean
  /** The boxes of a file; `classNamed` gives the class that a name without spaces stands for. */
  read(label: string, text: string, classNamed: (written: string) => string, problems: Problems): AnnotatedBox[]
}

/** All labels of a data set of such a format. */
export async function readSpacedRows(files: DatasetFiles, rows: SpacedRows): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const order = await readClassOrder(files)
  const spaced = spacedNames(order.names)
  const classNamed = (written: string) => spaced.get(written) ?? written
  const read = (label: string, text: string) => rows.read(label, text, classNamed, problems)
  const entries = await textEntries(files, { fits: rows.fits, read }, problems)
  const classes = orderClasses(entries, order)
  return assemble(files, entries, { format: rows.format, classes, problems, filesAnImage: 'one' })
}
