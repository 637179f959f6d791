/** Which pages of a TIFF are pictures of their own, and the bytes of one. */
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import { numbers, TAG, TiffFile, type TiffDirectory } from './directory.ts'
import { extractPage, pageInFront } from './extract.ts'

const REDUCED = 1
const MASK = 4
/** Values of the older tag. */
const OLD_REDUCED = 2

/** Where the directories of a file stand, and the numbers of those that are pictures. */
interface Listing {
  offsets: number[]
  pictures: number[]
}

/** Listings by path, size and time, as a stack is read page after page; the oldest goes first. */
const listings = new Map<string, Listing>()
const LISTINGS_KEPT = 16

/**
 * Numbers of the pages, from 1, as viewers count them; smaller versions and masks, as maps and slides have, are left
 * out. Empty for what is no TIFF. Errors are those of the file system.
 */
export async function tiffPages(file: string): Promise<number[]> {
  return withTiff(file, async (_tiff, { pictures }) => pictures)
}

/** A page as a TIFF of its own. @throws BROKEN_FILE when the file has no such page, and errors of the file system. */
export async function tiffPage(file: string, page: number): Promise<Buffer> {
  return withTiff(file, async (tiff, { offsets }) => {
    const offset = offsets[page - 1]
    const directory = tiff && offset !== undefined ? await tiff.directoryAt(offset) : null
    if (tiff && directory) {
      return (await extractPage(tiff.file, directory)) ?? pageInFront(await readFile(tiff.file.handle), directory)
    }
    const message = `${path.basename(file)} has no page ${page}.`
    throw new StudioError('BROKEN_FILE', message, 'The file may have been replaced.', { path: file, page })
  })
}

async function listPages(tiff: TiffFile, key: string): Promise<Listing> {
  const known = listings.get(key)
  if (known) return known
  const listing: Listing = { offsets: [], pictures: [] }
  for await (const directory of tiff.directories([TAG.newSubfileType, TAG.subfileType])) {
    listing.offsets.push(directory.offset)
    if (isPicture(directory)) listing.pictures.push(listing.offsets.length)
  }
  listings.set(key, listing)
  for (const oldest of listings.keys()) {
    if (listings.size <= LISTINGS_KEPT) break
    listings.delete(oldest)
  }
  return listing
}

function isPicture(directory: TiffDirectory): boolean {
  const kind = numbers(directory, TAG.newSubfileType)[0] ?? 0
  return (kind & (REDUCED | MASK)) === 0 && numbers(directory, TAG.subfileType)[0] !== OLD_REDUCED
}

async function withTiff<T>(file: string, use: (tiff: TiffFile | null, listing: Listing) => Promise<T>): Promise<T> {
  const handle = await open(file)
  try {
    const { size, mtimeMs } = await handle.stat()
    const tiff = await TiffFile.open({ handle, size })
    const listing = tiff ? await listPages(tiff, `${file} ${size} ${mtimeMs}`) : { offsets: [], pictures: [] }
    return await use(tiff, listing)
  } finally {
    await handle.close()
  }
}
