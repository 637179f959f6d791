/** A picture in sixteen colours, for its place in a grid until its thumbnail is there. Pure. */
import { uprightFields, type Pixels } from './fields.ts'

/** Rows and columns. */
export const PREVIEW_SIDE = 4

/** The mean colours of four by four equal fields, upright, row by row, as base64 of 48 bytes (red, green, blue). */
export function previewOf(pixels: Pixels, orientation: number): string {
  return Buffer.from(Uint8Array.from(uprightFields(pixels, orientation, PREVIEW_SIDE))).toString('base64')
}
