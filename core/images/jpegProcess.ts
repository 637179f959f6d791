/** How a JPEG is coded: browsers show only what nearly all of them are (ISO/IEC 10918-1, table B.1). */
import { open } from 'node:fs/promises'

/** Baseline, extended and progressive, each with Huffman codes; not lossless, hierarchical or arithmetic. */
const SHOWN_BY_BROWSERS = new Set([0xc0, 0xc1, 0xc2])
/** Frames start behind the EXIF data and the colour profile, a segment of up to 64 KiB each. */
const HEAD_BYTES = 256 * 1024

/** Whether browsers show a JPEG file. True where its head does not tell. Errors are those of the file system. */
export async function isShownJpeg(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const marker = frameMarker(buffer.subarray(0, bytesRead))
    return marker === null || SHOWN_BY_BROWSERS.has(marker)
  } finally {
    await handle.close()
  }
}

/** The marker that starts the frame (SOF), which names the process; null when it is not among these bytes. */
export function frameMarker(bytes: Buffer): number | null {
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1)
    if (marker === 0xff) {
      // Fill bytes may stand before a marker.
      at++
      continue
    }
    // C4, C8 and CC are tables and an extension.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return marker
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}
