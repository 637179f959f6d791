/** Supervisely's masks: a PNG that holds just the object, packed with zlib, and where its corner lies in the image. */
import { Unzlib } from 'fflate'
import type { Edges } from '../../../geometry/box.ts'
import { base64Bytes } from '../../embedded.ts'
import { finite, list, textOf, type JsonRecord } from '../../json.ts'

/** Signature, length and name of the first chunk, then width and height, in four bytes each. */
const WIDTH_AT = 16
const HEAD_BYTES = 24
const PNG_SIGNATURE = 0x89504e47
/** More than enough text for the head; a bomb unpacks no further than this. */
const HEAD_TEXT = 512

/** The box around a mask; null when it cannot be read. */
export function bitmapBounds(bitmap: JsonRecord): Edges | null {
  const [x, y] = list(bitmap, 'origin').map(finite)
  const head = headOf(textOf(bitmap, 'data'))
  if (x == null || y == null || head === null) return null
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (view.getUint32(0) !== PNG_SIGNATURE) return null
  return { x1: x, y1: y, x2: x + view.getUint32(WIDTH_AT), y2: y + view.getUint32(WIDTH_AT + 4) }
}

/** The first bytes of the PNG. */
function headOf(base64: string): Uint8Array | null {
  let head: Uint8Array | null = null
  const unpacked = new Unzlib((bytes) => {
    if (head === null && bytes.length >= HEAD_BYTES) head = bytes.slice(0, HEAD_BYTES)
  })
  try {
    const isWhole = base64.length <= HEAD_TEXT
    unpacked.push(base64Bytes(base64.slice(0, HEAD_TEXT)), isWhole)
  } catch {
    // No base64, or no zlib: what came out before may do.
  }
  return head
}
