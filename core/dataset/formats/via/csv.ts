/** VIA's CSV: a row a region, with its shape and attributes as JSON in their cells. */
import { delimitedRows } from '../../delimited.ts'
import { isRecord, parseJson, type JsonRecord } from '../../json.ts'
import type { Problems } from '../../problems.ts'

/** The rows, as images with regions like those of the JSON file. */
export function csvImages(label: string, text: string, problems: Problems): JsonRecord[] {
  const [header, ...rows] = delimitedRows(text)
  const at = new Map((header?.cells ?? []).map((cell, column) => [cell.toLowerCase(), column]))
  const images = new Map<string, { filename: string; regions: JsonRecord[] }>()
  for (const { cells, number } of rows) {
    const cell = (name: string) => cells[at.get(name) ?? -1] ?? ''
    const filename = cell('filename')
    const image = images.get(filename) ?? { filename, regions: [] }
    images.set(filename, image)
    const shape = record(cell('region_shape_attributes'))
    const written = record(cell('region_attributes'))
    if (shape === null || written === null) problems.skip(label, `row ${number}`, 'A cell is not readable as JSON.')
    else if (Object.keys(shape).length > 0) {
      image.regions.push({ shape_attributes: shape, region_attributes: written })
    }
  }
  return [...images.values()].map(({ filename, regions }): JsonRecord => ({ filename, regions }))
}

function record(written: string): JsonRecord | null {
  if (written === '') return {}
  try {
    const value = parseJson(written)
    return isRecord(value) ? value : null
  } catch {
    // Told by the caller, with its row.
    return null
  }
}
