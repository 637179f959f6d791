/** The sixteen colours of a picture (core/images/preview.ts) as a picture that browsers show: a BMP in a data address. */

const SIDE = 4
const HEADER_BYTES = 54

/** Null for what is no preview. */
export function previewUrl(preview: string | null): string | null {
  const colours = preview === null ? '' : atob(preview)
  if (colours.length !== 3 * SIDE ** 2) return null
  const file = new Uint8Array(HEADER_BYTES + colours.length)
  const view = new DataView(file.buffer)
  // File header: "BM", sizes, where the pixels begin; then the information header (40 bytes), one plane, 24 bits a pixel.
  file.set([0x42, 0x4d])
  view.setUint32(2, file.length, true)
  view.setUint32(10, HEADER_BYTES, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, SIDE, true)
  // A negative height: rows from the top.
  view.setInt32(22, -SIDE, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  for (let at = 0; at < colours.length; at += 3) {
    // Blue comes first.
    for (const part of [0, 1, 2]) file[HEADER_BYTES + at + part] = colours.charCodeAt(at + 2 - part)
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...file))}`
}
