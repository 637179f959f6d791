/** Lists and reads the files of a data set on this computer's disk: the port that the readers in core/dataset want. */
import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { StudioError, toStudioError } from '../../api/errors.ts'
import { textReading } from '../../dataset/encoding.ts'
import type { SkippedItem } from '../../dataset/report.ts'
import {
  extensionOf,
  IMAGE_EXTENSIONS,
  LABEL_EXTENSIONS,
  stemOf,
  VIDEO_EXTENSIONS,
  type DatasetFiles,
} from '../../dataset/source.ts'
import { isUnreadPicture } from '../../dataset/unreadPictures.ts'
import { Archive, isArchive, isOtherArchive } from './archive.ts'

const MOST_FILES = 2_000_000
const DEEPEST_FOLDER = 32
/** Folders beside labels in which tools keep the images, lower case. */
const IMAGE_FOLDERS = ['jpegimages', 'images', 'image', 'imgs', 'img', 'pictures', 'train2017', 'val2017', 'data']
/** Folders beside images in which tools keep the labels, lower case. */
const LABEL_FOLDERS = ['annotations', 'annotation', 'labels', 'label', 'xml', 'xmls']

export interface DiskSource extends DatasetFiles {
  unread: readonly string[]
  /** Folders that were not looked into, and why. */
  leftOut: readonly SkippedItem[]
  /** The folder that the labels' paths are relative to. */
  root: string
  /** Absolute path of one of `images`; taken out of an archive first. */
  imagePath(image: string): Promise<string>
  /** Are the files that `imagePath` gives gone after `close`? */
  passing: boolean
  close(): Promise<void>
}

interface Listing {
  labels: string[]
  images: string[]
  /** Pictures of kinds that are not read. */
  unread: string[]
  leftOut: SkippedItem[]
}

/**
 * Opens a folder, or one label file, as a source. When it holds labels only, images are looked for in sibling folders
 *  (Annotations beside JPEGImages), and the other way round. `imageFolder` says where they are instead. An image is taken
 * alone, with labels of its name. A ZIP archive is read without being unpacked; its pictures are taken out into `scratch`.
 */
export async function openSource(source: string, imageFolder?: string, scratch?: string): Promise<DiskSource> {
  const absolute = path.resolve(source)
  const facts = await stat(absolute).catch((error: unknown) => {
    throw missing(absolute, error)
  })
  if (facts.isFile() && isArchive(absolute)) return openArchive(absolute, imageFolder, scratch)
  if (facts.isFile() && isOtherArchive(absolute)) {
    const message = `${path.basename(absolute)} is an archive of a kind that is not read.`
    throw new StudioError('UNSUPPORTED', message, 'Unpack it and choose the folder, or make it a ZIP archive.')
  }
  if (facts.isFile() && VIDEO_EXTENSIONS.has(extensionOf(path.basename(absolute)))) {
    const message = `${path.basename(absolute)} is a video, of which frames can be taken.`
    throw new StudioError('UNSUPPORTED', message, 'On the command line, "focal-studio video" takes them.')
  }
  if (facts.isFile() && IMAGE_EXTENSIONS.has(extensionOf(path.basename(absolute)))) return oneImage(absolute)
  const folder = facts.isDirectory() ? absolute : path.dirname(absolute)
  const chosen = facts.isDirectory() ? null : path.basename(absolute)
  let root = folder
  let listing = await listFolder(folder, '')
  if (imageFolder !== undefined) return withImagesFrom(path.resolve(imageFolder), root, listing, chosen)
  let chosenLabel = chosen
  if (listing.images.length === 0) {
    const beside = await siblings(folder, IMAGE_FOLDERS)
    if (beside.images.length > 0) {
      root = path.dirname(folder)
      const prefix = path.basename(folder)
      const here = (names: string[]) => names.map((name) => `${prefix}/${name}`)
      const unread = [...here(listing.unread), ...beside.unread]
      const leftOut = [...listing.leftOut, ...beside.leftOut]
      listing = { labels: here(listing.labels), images: beside.images, unread, leftOut }
      chosenLabel = chosen === null ? null : `${prefix}/${chosen}`
    }
  } else if (listing.labels.length === 0) {
    const beside = await siblings(folder, LABEL_FOLDERS)
    if (beside.labels.length > 0) {
      root = path.dirname(folder)
      const prefix = path.basename(folder)
      const here = (names: string[]) => names.map((name) => `${prefix}/${name}`)
      const leftOut = [...listing.leftOut, ...beside.leftOut]
      listing = { labels: beside.labels, images: here(listing.images), unread: here(listing.unread), leftOut }
    }
  }
  return makeSource(root, root, listing, chosenLabel)
}

/** An image alone, with the label file that is named as it is. */
async function oneImage(file: string): Promise<DiskSource> {
  const [root, name] = [path.dirname(file), path.basename(file)]
  const entries = await readdir(root).catch(() => [])
  const labels = entries.filter((entry) => LABEL_EXTENSIONS.has(extensionOf(entry)) && stemOf(entry) === stemOf(name))
  return makeSource(root, root, { labels, images: [name], unread: [], leftOut: [] }, null)
}

async function openArchive(file: string, imageFolder?: string, scratch?: string): Promise<DiskSource> {
  const archive = await Archive.open(file, scratch)
  const elsewhere = imageFolder === undefined ? null : path.resolve(imageFolder)
  const { images, unread, leftOut } = elsewhere === null ? { ...archive, leftOut: [] } : await listFolder(elsewhere, '')
  const readBytes = (label: string, maximumBytes: number) => archive.read(label, maximumBytes)
  return {
    root: path.dirname(file),
    labels: archive.labels,
    images: images.toSorted(),
    unread,
    leftOut,
    chosen: null,
    passing: elsewhere === null,
    imagePath: async (image) =>
      elsewhere === null ? archive.takeOut(image) : path.join(elsewhere, ...image.split('/')),
    readBytes,
    ...textReading(readBytes),
    close: () => archive.close(),
  }
}

async function withImagesFrom(
  folder: string,
  root: string,
  listing: Listing,
  chosen: string | null,
): Promise<DiskSource> {
  const { images, unread, leftOut } = await listFolder(folder, '')
  const all = [...listing.leftOut, ...leftOut]
  return makeSource(root, folder, { labels: listing.labels, images, unread, leftOut: all }, chosen)
}

function makeSource(root: string, imageRoot: string, listing: Listing, chosen: string | null): DiskSource {
  const readBytes = (label: string, maximumBytes: number) =>
    readBounded(path.join(root, ...label.split('/')), label, maximumBytes)
  return {
    root,
    labels: listing.labels.sort(),
    images: listing.images.sort(),
    unread: listing.unread,
    leftOut: listing.leftOut,
    chosen,
    imagePath: async (image) => path.join(imageRoot, ...image.split('/')),
    passing: false,
    close: async () => {},
    readBytes,
    ...textReading(readBytes),
  }
}

async function readBounded(file: string, label: string, maximumBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size <= maximumBytes) return await readFile(file)
    const megabytes = Math.round(maximumBytes / 2 ** 20)
    throw new StudioError(
      'BROKEN_FILE',
      `${label} is larger than the ${megabytes} MB that a file of its kind may have.`,
    )
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError(toStudioError(error).code, `${label} could not be read.`, undefined, { path: file }, error)
  }
}

async function siblings(folder: string, names: readonly string[]): Promise<Listing> {
  const parent = path.dirname(folder)
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  const found: Listing = { labels: [], images: [], unread: [], leftOut: [] }
  for (const entry of entries) {
    if (entry.name === path.basename(folder) || !names.includes(entry.name.toLowerCase())) continue
    const { labels, images, unread, leftOut } = await listFolder(path.join(parent, entry.name), `${entry.name}/`)
    found.labels.push(...labels)
    found.images.push(...images)
    found.unread.push(...unread)
    found.leftOut.push(...leftOut)
  }
  return found
}

/**
 * Every label and image file below a folder. Hidden folders and projects are left out; linked ones are seen once. What
 * lies further down and cannot be opened, as the systems' own folders on a drive cannot, costs the rest nothing.
 */
export async function listFolder(folder: string, prefix: string): Promise<Listing> {
  const found: Listing = { labels: [], images: [], unread: [], leftOut: [] }
  const seen = new Set<string>()
  const waiting = [{ folder, prefix, depth: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { entries, real, reason } = await openFolder(next.folder, next.depth)
    if (reason !== null) found.leftOut.push({ file: next.prefix, field: null, reason })
    if (entries === null || seen.has(real)) continue
    seen.add(real)
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue
      const kind = entry.isSymbolicLink() ? await linkedKind(path.join(next.folder, entry.name)) : entry
      const relative = next.prefix + entry.name
      if (kind?.isDirectory() && !entry.name.endsWith('.focal')) {
        waiting.push({ folder: path.join(next.folder, entry.name), prefix: `${relative}/`, depth: next.depth + 1 })
      } else if (kind?.isFile()) {
        const extension = extensionOf(entry.name)
        if (IMAGE_EXTENSIONS.has(extension)) found.images.push(relative)
        else if (LABEL_EXTENSIONS.has(extension)) found.labels.push(relative)
        else if (isUnreadPicture(entry.name)) found.unread.push(relative)
      }
    }
    if (found.images.length + found.labels.length > MOST_FILES) {
      throw new StudioError(
        'BAD_INPUT',
        `${folder} holds more than ${MOST_FILES} files.`,
        'Choose a folder further down.',
        {
          path: folder,
        },
      )
    }
  }
  return found
}

type OpenedFolder = { entries: Dirent[]; real: string; reason: null } | { entries: null; real: ''; reason: string }

/** @throws StudioError where the chosen folder itself cannot be opened. */
async function openFolder(folder: string, depth: number): Promise<OpenedFolder> {
  if (depth > DEEPEST_FOLDER) {
    return {
      entries: null,
      real: '',
      reason: `It lies more than ${DEEPEST_FOLDER} folders deep and was not looked into.`,
    }
  }
  try {
    return { entries: await readdir(folder, { withFileTypes: true }), real: await realpath(folder), reason: null }
  } catch (error) {
    if (depth === 0) throw missing(folder, error)
    return { entries: null, real: '', reason: 'It could not be opened and was not looked into.' }
  }
}

async function linkedKind(link: string) {
  try {
    return await stat(link)
  } catch {
    // A link to nothing is no file of the data set.
    return null
  }
}

function missing(source: string, error: unknown): StudioError {
  const { code } = toStudioError(error)
  if (code !== 'NOT_FOUND')
    return new StudioError(code, `${source} could not be opened.`, undefined, { path: source }, error)
  const hint = 'Check the spelling, and that its drive is connected.'
  return new StudioError('NOT_FOUND', `There is no file or folder ${source}.`, hint, { path: source }, error)
}
