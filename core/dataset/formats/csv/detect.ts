import { delimitedRows, HEADER_CHARACTERS } from '../../delimited.ts'
import { peekTexts } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'
import { findColumns } from './columns.ts'

/** Why this is a CSV list of boxes, or null. */
export async function detectCsv(files: DatasetFiles): Promise<string | null> {
  for (const { label, value } of await peekTexts(files, ['.csv', '.txt'])) {
    const columns = columnsOf(value)
    if (!columns) continue
    const how = columns.hasHeader ? 'a header that names' : 'rows of'
    return `${label} has ${how} image, class and box, as TensorFlow's and VoTT's CSV files do.`
  }
  return null
}

/** Columns of a file's text; null when it is no list of boxes. */
export function columnsOf(text: string) {
  const first = delimitedRows(text.slice(0, HEADER_CHARACTERS))[0]
  return first && first.cells.length >= 3 ? findColumns(first.cells) : null
}
