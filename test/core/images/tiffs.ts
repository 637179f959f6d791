/** Uncompressed TIFF files of any depth and number of pages, which sharp itself does not write. */

export interface GreyPage {
  width: number
  height: number
  /** Red, green and blue instead of grey. */
  channels?: 3
  /** Width x height values (three times as many of colours), row by row. */
  values: Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
}

const ENTRY_BYTES = 12
const SHORT = 3
const LONG = 4

/** Little-endian TIFF 6.0 with one strip a page. */
export function greyTiff(...pages: GreyPage[]): Buffer {
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1')
  const parts = [header]
  let end = header.length
  let link = { part: header, at: 4 }
  for (const { width, height, channels = 1, values } of pages) {
    const pixels = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    const padded = Buffer.concat([pixels, Buffer.alloc(pixels.length % 2)])
    const tags: Array<[tag: number, type: number, value: number]> = [
      [256, LONG, width],
      [257, LONG, height],
      [258, SHORT, values.BYTES_PER_ELEMENT * 8],
      [259, SHORT, 1],
      [262, SHORT, channels === 3 ? 2 : 1],
      [273, LONG, end],
      [277, SHORT, channels],
      [278, LONG, height],
      [279, LONG, pixels.length],
      [339, SHORT, sampleFormat(values)],
    ]
    const directory = Buffer.alloc(2 + tags.length * ENTRY_BYTES + 4)
    directory.writeUInt16LE(tags.length, 0)
    for (const [index, [tag, type, value]] of tags.entries()) {
      const at = 2 + index * ENTRY_BYTES
      directory.writeUInt16LE(tag, at)
      directory.writeUInt16LE(type, at + 2)
      directory.writeUInt32LE(1, at + 4)
      directory.writeUInt32LE(value, at + 8)
    }
    link.part.writeUInt32LE(end + padded.length, link.at)
    link = { part: directory, at: directory.length - 4 }
    parts.push(padded, directory)
    end += padded.length + directory.length
  }
  return Buffer.concat(parts)
}

function sampleFormat(values: GreyPage['values']): number {
  if (values instanceof Float32Array || values instanceof Float64Array) return 3
  return values instanceof Int8Array || values instanceof Int16Array || values instanceof Int32Array ? 2 : 1
}
