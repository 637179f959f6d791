/** Pictures of kinds that the studio does not read, by their first bytes: what to call them. */

/** First bytes, as Latin-1 text. */
const STARTS: Array<[starts: string[], what: string]> = [
  [['\xff\x0a', '\0\0\0\x0cJXL '], 'a JPEG XL picture'],
  [['\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'], 'a JPEG 2000 picture'],
  [['8BPS'], 'a Photoshop file'],
  [['P1\n', 'P2\n', 'P3\n', 'P4\n', 'P5\n', 'P6\n', 'P7\n', 'PF\n', 'Pf\n'], 'a Netpbm picture'],
  [['\0\0\x01\0', '\0\0\x02\0'], 'an icon'],
  [['qoif'], 'a QOI picture'],
  [['%PDF-'], 'a PDF document'],
  [['v/1\x01'], 'an OpenEXR picture'],
  [['#?RADIANCE', '#?RGBE'], 'a Radiance picture'],
  [['SIMPLE  ='], 'a FITS file'],
  [['DDS '], 'a DirectDraw texture'],
  [['\x89HDF\r\n'], 'an HDF5 file'],
  [['FUJIFILMCCD-RAW'], 'a raw photo'],
]
const DRAWING = /^\s*(<\?xml[^>]*>\s*)?(<!DOCTYPE svg|<svg[\s>])/i
const WEB_PAGE = /^\s*<(!DOCTYPE html|html)/i

/** "a JPEG XL picture", or null for bytes that say nothing. */
export function foreignKind(header: Uint8Array): string | null {
  const text = Buffer.from(header.subarray(0, 128)).toString('latin1')
  const known = STARTS.find(([starts]) => starts.some((start) => text.startsWith(start)))
  if (known) return known[1]
  if (DRAWING.test(text)) return 'a drawing (SVG)'
  return WEB_PAGE.test(text) ? 'a web page' : null
}
