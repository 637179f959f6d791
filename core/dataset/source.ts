/**
 * The files that a reader may see: a listing made by the host. Readers find files only in the listing, so that no path
 * written in a label file can lead out of the folders that the person chose.
 */
import { StudioError } from '../api/errors.ts'

export interface DatasetFiles {
  /** Files that are not images, relative to the chosen folder, forward slashes, sorted. */
  labels: readonly string[]
  /** Image files, relative to the folder they were found in, forward slashes, sorted. */
  images: readonly string[]
  /** Pictures of kinds that are not read, where the host lists them. */
  unread?: readonly string[]
  /** The one label file that the person pointed at; null for a folder. */
  chosen: string | null
  /** Text of a file of `labels`. Throws a StudioError when it cannot be read or is larger than `maximumBytes`. */
  readText(label: string, maximumBytes: number): Promise<string>
  /** The same text as UTF-8 bytes, for what is too large to be one string. */
  readUtf8(label: string, maximumBytes: number): Promise<Uint8Array>
  /** Labels that were read and whose encoding had to be guessed. */
  guessed?: ReadonlySet<string>
  /** The bytes of a file that is not text. */
  readBytes(label: string, maximumBytes: number): Promise<Uint8Array>
}

export const IMAGE_EXTENSIONS = new Set(
  'jpg jpeg jpe jfif mpo png apng webp gif tif tiff avif bmp dib heic heif hif'
    .split(' ')
    .map((extension) => `.${extension}`),
)
/** Of these frames can be taken, where ffmpeg is installed. */
export const VIDEO_EXTENSIONS = new Set(
  'mp4 m4v mov mkv webm avi wmv flv mpg mpeg ts mts m2ts 3gp ogv'.split(' ').map((extension) => `.${extension}`),
)
export const LABEL_EXTENSIONS = new Set(
  'xml json jsonl ndjson manifest txt csv yaml yml names labels data ini pbtxt tfrecord record'
    .split(' ')
    .map((extension) => `.${extension}`),
)

/** Largest label file of one image, and largest file that labels a whole data set (V8 strings end near 512 MiB). */
export const LARGEST_LABEL_FILE = 64 * 1024 * 1024
export const LARGEST_DATASET_FILE = 400 * 1024 * 1024

/** Folder part, without a slash at the end; '' for none. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** With its dot, lower case; '' for none. */
export function extensionOf(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot).toLowerCase() : ''
}

/** File name without folder and last extension. */
export function stemOf(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

/** A path as tools of any system write it, with forward slashes and without drive, scheme, "." and "..". */
export function plainPath(written: string): string {
  return written
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/i, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/')
}

/** Readable lines of a text file, with their one-based numbers; trailing spaces, CR and a byte order mark are gone. */
export function* lines(text: string): Generator<{ line: string; number: number }> {
  let number = 0
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
    number++
    const line = raw.trim()
    if (line !== '') yield { line, number }
  }
}

/** Reads files some way ahead of their use; a file that cannot be read comes with its reason instead of its text. */
export async function* readAhead(
  files: DatasetFiles,
  labels: readonly string[],
  maximumBytes = LARGEST_LABEL_FILE,
): AsyncGenerator<{ label: string; text: string; problem: null } | { label: string; text: null; problem: string }> {
  const start = async (label: string) => {
    try {
      return { label, text: await files.readText(label, maximumBytes), problem: null }
    } catch (error) {
      return { label, text: null, problem: error instanceof StudioError ? error.message : String(error) }
    }
  }
  const waiting: Array<ReturnType<typeof start>> = []
  let next = 0
  while (next < labels.length || waiting.length > 0) {
    while (next < labels.length && waiting.length < 16) waiting.push(start(labels[next++] as string))
    const first = waiting.shift()
    if (first) yield await first
  }
}
