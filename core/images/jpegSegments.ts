/** The segments of a JPEG's head (ISO/IEC 10918-1, annex B), up to the coded picture. */

export interface JpegSegment {
  /** The second byte of the marker: E1 for EXIF, C0 and others for the frame. */
  marker: number
  /** What follows the length; shorter than it says where the bytes end early. */
  data: Buffer
}

const START_OF_SCAN = 0xda

/** In order; ends at the coded picture, and at bytes that are no marker. */
export function* jpegSegments(bytes: Buffer): Generator<JpegSegment> {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1)
    if (marker === 0xff) {
      // Fill bytes may stand before a marker.
      at++
      continue
    }
    if (marker === START_OF_SCAN) return
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    yield { marker, data: bytes.subarray(at + 4, end) }
    at = end
  }
}
