/** What an image file really is, told by its first bytes; file names lie. */
import { open } from 'node:fs/promises'

export type ImageKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'heic' | 'bmp' | 'tiff'

export const MIME: Record<ImageKind, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
}

/** Every browser that the studio runs in shows these as they are. */
export const SHOWN_BY_BROWSERS: ReadonlySet<ImageKind> = new Set(['jpeg', 'png', 'gif', 'webp', 'avif', 'bmp'])

/** How many first bytes tell the kind. */
const HEADER_BYTES = 32

/** The kind of image that starts with these bytes; null when it is none that the studio knows. */
export function imageKind(header: Uint8Array): ImageKind | null {
  const text = Buffer.from(header.subarray(0, HEADER_BYTES)).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp'
  if (text.startsWith('II*\0') || text.startsWith('MM\0*') || text.startsWith('II+\0') || text.startsWith('MM\0+')) {
    return 'tiff'
  }
  if (text.slice(4, 8) === 'ftyp') return isoKind(text.slice(8))
  if (text.startsWith('BM') && header.length > 14) return 'bmp'
  return null
}

/** ISO media files list their brands: AVIF files name avif or avis, HEIC ones heic and others. */
function isoKind(brands: string): ImageKind | null {
  if (brands.includes('avif') || brands.includes('avis')) return 'avif'
  return /hei[cxms]|hev[cx]|mif1/.test(brands) ? 'heic' : null
}

/** The kind of an image file. Errors are those of the file system. */
export async function fileImageKind(file: string): Promise<ImageKind | null> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return imageKind(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
