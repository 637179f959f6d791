/**
 * Which files are images that are no longer where the project knows them: by content, else by name and size, else by name
 * alone. Content is the caller's to read; `filesToRead` says of which files it could tell anything.
 */
import { baseName } from '../source.ts'

/** An image whose file is gone. */
export interface MissingImage {
  id: number
  /** As the project stores it, with forward slashes. */
  path: string
  bytes: number
  /** SHA-256, hex. */
  hash: string
}

/** A file that may be one of them. */
export interface FoundFile {
  /** With forward slashes; only the ends of paths are compared. */
  path: string
  bytes: number
}

/** content: the same bytes. name-and-size: contents were not compared. name: other contents. */
export type MatchKind = 'content' | 'name-and-size' | 'name'

export interface Match<File extends FoundFile = FoundFile> {
  image: number
  file: File
  kind: MatchKind
}

/**
 * The files whose content must be known. Only a file as large as a missing image can be one; with `quick`, where one
 * missing image and one file share name and size, that is taken as proof.
 */
export function filesToRead<File extends FoundFile>(
  missing: readonly MissingImage[],
  files: readonly File[],
  quick: boolean,
): File[] {
  const sizes = new Set(missing.map(({ bytes }) => bytes))
  const fitting = files.filter(({ bytes }) => sizes.has(bytes))
  if (!quick) return fitting
  const told = new Set(pairsByNameAndSize(missing, fitting).map(({ file }) => file))
  return fitting.filter((file) => !told.has(file))
}

/**
 * At most one file for each image and one image for each file. `hashes` holds the contents that were read. Of several
 * files with the right content the one whose path ends most alike is taken; of several with only the right name as well,
 * and none where that does not decide.
 */
export function matchMoved<File extends FoundFile>(
  missing: readonly MissingImage[],
  files: readonly File[],
  hashes: ReadonlyMap<File, string>,
): Array<Match<File>> {
  const matches: Array<Match<File>> = []
  const open = new Map(missing.map((image) => [image.id, image]))
  const free = new Set(files)
  const take = (image: MissingImage, file: File, kind: MatchKind) => {
    matches.push({ image: image.id, file, kind })
    open.delete(image.id)
    free.delete(file)
  }

  const byHash = Map.groupBy(hashes, ([, hash]) => hash)
  for (const [hash, images] of Map.groupBy(missing, (image) => image.hash)) {
    const same = (byHash.get(hash) ?? []).map(([file]) => file)
    for (const { image, file } of bestPairs(images, same)) take(image, file, 'content')
  }
  const unread = [...free].filter((file) => !hashes.has(file))
  for (const { image, file } of pairsByNameAndSize([...open.values()], unread)) take(image, file, 'name-and-size')

  const byName = Map.groupBy(free, ({ path }) => nameKey(path))
  for (const [name, images] of Map.groupBy([...open.values()], ({ path }) => nameKey(path))) {
    for (const { image, file } of clearPairs(images, byName.get(name) ?? [])) take(image, file, 'name')
  }
  return matches
}

/** The pairs of which neither side has another of its name and size. */
function pairsByNameAndSize<File extends FoundFile>(
  missing: readonly MissingImage[],
  files: readonly File[],
): Array<Pair<File>> {
  const key = ({ path, bytes }: FoundFile) => `${bytes} ${nameKey(path)}`
  const filesByKey = Map.groupBy(files, key)
  return [...Map.groupBy(missing, key)].flatMap(([name, images]) => {
    return onlyPair(images, filesByKey.get(name) ?? []) ?? []
  })
}

interface Pair<File> {
  image: MissingImage
  file: File
}

/** By far the most frequent case: one image, one file. */
function onlyPair<File>(images: readonly MissingImage[], files: readonly File[]): Pair<File> | null {
  const [image, file] = [images[0], files[0]]
  return image && file && images.length === 1 && files.length === 1 ? { image, file } : null
}

/** Equal files: each image gets one, most alike first. Copies are seldom many; of very many, order decides. */
function bestPairs<File extends FoundFile>(images: readonly MissingImage[], files: readonly File[]): Array<Pair<File>> {
  const only = onlyPair(images, files)
  if (only) return [only]
  if (images.length * files.length > MOST_COMPARED) {
    return images.flatMap((image, index) => {
      const file = files[index]
      return file ? [{ image, file }] : []
    })
  }
  const usedImages = new Set<MissingImage>()
  const usedFiles = new Set<File>()
  return ranked(images, files).filter(({ image, file }) => {
    if (usedImages.has(image) || usedFiles.has(file)) return false
    usedImages.add(image)
    usedFiles.add(file)
    return true
  })
}

const MOST_COMPARED = 1_000_000

/** Files of one name: a pair counts when each is the other's best by more than a tie. */
function clearPairs<File extends FoundFile>(
  images: readonly MissingImage[],
  files: readonly File[],
): Array<Pair<File>> {
  const only = onlyPair(images, files)
  if (only) return [only]
  if (images.length * files.length > MOST_COMPARED) return []
  const pairs = ranked(images, files)
  const ofImage = Map.groupBy(pairs, ({ image }) => image)
  const ofFile = Map.groupBy(pairs, ({ file }) => file)
  const isBest = (pair: Ranked<File>, among: ReadonlyArray<Ranked<File>> = []) =>
    among[0] === pair && (among[1]?.likeness ?? -1) < pair.likeness
  return pairs.filter((pair) => isBest(pair, ofImage.get(pair.image)) && isBest(pair, ofFile.get(pair.file)))
}

interface Ranked<File> extends Pair<File> {
  /** How many parts of the paths' ends are the same. */
  likeness: number
}

function ranked<File extends FoundFile>(images: readonly MissingImage[], files: readonly File[]): Array<Ranked<File>> {
  return images
    .flatMap((image) => files.map((file) => ({ image, file, likeness: commonEnd(image.path, file.path) })))
    .sort((a, b) => b.likeness - a.likeness)
}

/** How many parts two paths have in common at their ends. */
function commonEnd(a: string, b: string): number {
  const [left, right] = [pathKey(a).split('/'), pathKey(b).split('/')]
  let count = 0
  while (count < left.length && count < right.length && left.at(-1 - count) === right.at(-1 - count)) count++
  return count
}

function nameKey(path: string): string {
  return pathKey(baseName(path))
}

/** Systems differ in case and in how they compose accents. */
function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
