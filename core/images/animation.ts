/** Pictures that browsers let move: of those only the first frame counts. */
import { open } from 'node:fs/promises'
import sharp from 'sharp'
import type { ImageKind } from './fileKind.ts'

/** A PNG says so before its picture, behind colour profiles. */
const HEAD_BYTES = 64 * 1024
/** Flags of an extended WebP (VP8X), and the bit that stands for an animation. */
const WEBP_FLAGS_AT = 20
const WEBP_ANIMATION = 2

/** Does a file of this kind hold an animation? False for a damaged one. Errors are those of the file system. */
export async function isAnimated(file: string, kind: ImageKind): Promise<boolean> {
  switch (kind) {
    case 'gif': {
      const { pages = 1 } = await sharp(file)
        .metadata()
        .catch((): { pages?: number } => ({}))
      return pages > 1
    }
    case 'webp': {
      const head = await headOf(file)
      return head.toString('latin1', 12, 16) === 'VP8X' && ((head[WEBP_FLAGS_AT] ?? 0) & WEBP_ANIMATION) > 0
    }
    case 'png': {
      const head = (await headOf(file)).toString('latin1')
      const control = head.indexOf('acTL')
      return control > 0 && !head.slice(0, control).includes('IDAT')
    }
    case 'avif':
      return isAvifSequence(await headOf(file))
    default:
      return false
  }
}

/** Does an AVIF name itself a sequence of pictures first? */
export function isAvifSequence(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(4, 12)).toString('latin1') === 'ftypavis'
}

/** The same file as a still picture: with the brand of stills in front, decoders take its main picture. */
export function asStillAvif(bytes: Uint8Array): Buffer {
  const still = Buffer.from(bytes)
  still.write('avif', 8, 'latin1')
  return still
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
