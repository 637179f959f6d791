import { isRecord, type JsonRecord } from '../../json.ts'
import { peekJson, peekTexts } from '../../peek.ts'
import type { DatasetFiles } from '../../source.ts'
import { headerOf } from '../../delimited.ts'

/** Why this is VIA (VGG Image Annotator), or null. */
export async function detectVia(files: DatasetFiles): Promise<string | null> {
  const found = (await peekJson(files)).find(({ value }) => isVia(value))
  if (found) return `${found.label} has images with "regions" and "shape_attributes", as VIA writes them.`
  const csv = (await peekTexts(files, ['.csv'])).find(({ value }) => isViaHeader(headerOf(value)))
  return csv ? `${csv.label} has the column region_shape_attributes of VIA.` : null
}

/** The images of a VIA file: of a whole project, or as VIA exports annotations. */
export function imagesOf(value: unknown): JsonRecord[] | null {
  if (!isRecord(value)) return null
  const images = Object.values(isRecord(value['_via_img_metadata']) ? value['_via_img_metadata'] : value)
  const fits = images.every((image) => isRecord(image) && typeof image['filename'] === 'string' && 'regions' in image)
  return fits && (images.length > 0 || '_via_img_metadata' in value) ? (images as JsonRecord[]) : null
}

export function isVia(value: unknown): value is JsonRecord {
  return imagesOf(value) !== null
}

export function isViaHeader(header: readonly string[]): boolean {
  return ['filename', 'region_shape_attributes', 'region_attributes'].every((name) => header.includes(name))
}
