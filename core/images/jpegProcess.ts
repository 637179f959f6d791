/** Which JPEGs browsers show, and show as the engine sees them (ISO/IEC 10918-1, table B.1). */
import { open } from 'node:fs/promises'
import { jpegSegments } from './jpegSegments.ts'
import { isPlainlyTurned } from './jpegTurn.ts'

/** Baseline, extended and progressive, each with Huffman codes; not lossless, hierarchical or arithmetic. */
const SHOWN_BY_BROWSERS = new Set([0xc0, 0xc1, 0xc2])
/** Frames start behind the EXIF data and the colour profile, a segment of up to 64 KiB each. */
const HEAD_BYTES = 256 * 1024

/**
 * Whether browsers show a JPEG file, turned by this orientation. True where its head does not tell of a process. Errors
 * are those of the file system.
 */
export async function isShownJpeg(file: string, orientation: number): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const head = buffer.subarray(0, bytesRead)
    const marker = frameMarker(head)
    return (marker === null || SHOWN_BY_BROWSERS.has(marker)) && isPlainlyTurned(head, orientation)
  } finally {
    await handle.close()
  }
}

/** C4, C8 and CC are tables and an extension. */
const NO_FRAMES = new Set([0xc4, 0xc8, 0xcc])

/** The marker that starts the frame (SOF), which names the process; null when it is not among these bytes. */
export function frameMarker(bytes: Buffer): number | null {
  for (const { marker } of jpegSegments(bytes)) {
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker)) return marker
  }
  return null
}
