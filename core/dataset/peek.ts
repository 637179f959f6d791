/** A look into a few files of a source, parsed once for all the formats that ask about them. */
import { isListSpan, isObjectSpan, listElements, memberSpans, parseSpan, wholeSpan, type Span } from './jsonSpans.ts'
import { extensionOf, folderOf, LARGEST_DATASET_FILE, LARGEST_LABEL_FILE, type DatasetFiles } from './source.ts'

const FILES_TO_TRY = 12
const FILES_A_FOLDER = 3
/** Larger JSON texts are not taken into memory whole: the first elements of their lists tell what they are. */
const SMALL_BYTES = 2 * 1024 * 1024
const FIRST_ELEMENTS = 100

export interface Peeked<T> {
  label: string
  value: T
}

const parsed = new WeakMap<DatasetFiles, Promise<Array<Peeked<unknown>>>>()
const texts = new WeakMap<DatasetFiles, Map<string, Promise<Array<Peeked<string>>>>>()

/**
 * Values of the first JSON files that are readable, some of each folder; the chosen file alone when there is one. Of
 * large files the lists have their first elements only.
 */
export function peekJson(files: DatasetFiles): Promise<Array<Peeked<unknown>>> {
  let values = parsed.get(files)
  if (!values) {
    values = readJson(files)
    parsed.set(files, values)
  }
  return values
}

/** Texts of the first files with one of these extensions. */
export function peekTexts(files: DatasetFiles, extensions: readonly string[]): Promise<Array<Peeked<string>>> {
  const known = texts.get(files) ?? new Map<string, Promise<Array<Peeked<string>>>>()
  texts.set(files, known)
  const key = extensions.join()
  const found = known.get(key) ?? readTexts(files, extensions, LARGEST_LABEL_FILE)
  known.set(key, found)
  return found
}

/** Forgets what was looked into, as it may be large. */
export function forget(files: DatasetFiles): void {
  parsed.delete(files)
  texts.delete(files)
}

async function readJson(files: DatasetFiles): Promise<Array<Peeked<unknown>>> {
  const values: Array<Peeked<unknown>> = []
  for (const label of someOf(files, ['.json'])) {
    try {
      values.push({ label, value: startOf(await files.readUtf8(label, LARGEST_DATASET_FILE)) })
    } catch {
      // Broken, too large or unreadable: another file may settle the format, and reading will name this one.
    }
  }
  return values
}

/** The value of a JSON text; of a large one, its lists end early. @throws SyntaxError */
function startOf(bytes: Uint8Array): unknown {
  const whole = wholeSpan(bytes)
  if (whole.end - whole.start <= SMALL_BYTES) return parseSpan(bytes, whole)
  if (!isObjectSpan(bytes, whole)) return startOfValue(bytes, whole)
  const members = [...memberSpans(bytes, whole)]
  return Object.fromEntries(members.map(([name, span]) => [name, startOfValue(bytes, span)]))
}

function startOfValue(bytes: Uint8Array, span: Span): unknown {
  if (!isListSpan(bytes, span)) return parseSpan(bytes, span)
  const first: unknown[] = []
  for (const element of listElements(bytes, span)) {
    first.push(element)
    if (first.length >= FIRST_ELEMENTS) break
  }
  return first
}

async function readTexts(files: DatasetFiles, extensions: readonly string[], maximumBytes: number) {
  const found: Array<Peeked<string>> = []
  for (const label of someOf(files, extensions)) {
    try {
      found.push({ label, value: await files.readText(label, maximumBytes) })
    } catch {
      // Too large or unreadable: reading will name it.
    }
  }
  return found
}

/** A few files of each folder, those near the top first. */
function someOf(files: DatasetFiles, extensions: readonly string[]): string[] {
  const fits = (label: string) => extensions.includes(extensionOf(label))
  if (files.chosen !== null) return [files.chosen].filter(fits)
  const inFolder = new Map<string, number>()
  const some = files.labels.filter((label) => {
    if (!fits(label)) return false
    const count = (inFolder.get(folderOf(label)) ?? 0) + 1
    inFolder.set(folderOf(label), count)
    return count <= FILES_A_FOLDER
  })
  const depth = (label: string) => label.split('/').length
  return some.sort((a, b) => depth(a) - depth(b)).slice(0, FILES_TO_TRY)
}

/** The files with an extension that are to be read: the chosen one alone, or all. */
export function filesOf(files: DatasetFiles, ...extensions: string[]): string[] {
  if (files.chosen !== null && extensions.includes(extensionOf(files.chosen))) return [files.chosen]
  return files.labels.filter((label) => extensions.includes(extensionOf(label)))
}
