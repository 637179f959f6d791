/** Class names of a YOLO data set: data.yaml, obj.names or classes.txt, whichever is found first. */
import { parse } from 'yaml'
import type { Split } from '../../../project/types.ts'
import type { Problems } from '../../problems.ts'
import { baseName, extensionOf, LARGEST_LABEL_FILE, lines, stemOf, type DatasetFiles } from '../../source.ts'
import { isRecord } from '../../json.ts'
import { looksLikeRows } from './rows.ts'
import type { YoloNames } from './yoloNames.ts'

const NONE: YoloNames = { label: null, names: new Map(), parts: [], keyPoints: false }
const LISTS = ['classes.txt', 'predefined_classes.txt', 'obj.names', 'labels.txt', 'class_names.txt']

/** Lists of names by their extension: darknet's obj.names, and Roboflow's _darknet.labels. */
const LIST_EXTENSIONS = new Set(['.names', '.labels'])

/** Is this file about classes or the set as a whole, and so not the labels of an image? */
export function isNamesFile(label: string): boolean {
  return LISTS.includes(baseName(label).toLowerCase()) || LIST_EXTENSIONS.has(extensionOf(label))
}

export async function readYoloNames(files: DatasetFiles, problems: Problems): Promise<YoloNames> {
  for (const label of nameFiles(files)) {
    const text = await files.readText(label, LARGEST_LABEL_FILE).catch((error: unknown) => {
      problems.skip(label, null, error instanceof Error ? error.message : String(error))
      return ''
    })
    const isYaml = ['.yaml', '.yml'].includes(extensionOf(label))
    const found = isYaml ? readYaml(label, text, problems) : readList(label, text)
    if (found) return found
  }
  return NONE
}

/** The chosen file first, then YAML, *.names, classes.txt; of one kind the one nearest to the top. */
function nameFiles(files: DatasetFiles): string[] {
  const rank = (label: string): number => {
    if (label === files.chosen) return 0
    if (['.yaml', '.yml'].includes(extensionOf(label))) return ['data', 'dataset'].includes(stemOf(label)) ? 1 : 2
    if (LIST_EXTENSIONS.has(extensionOf(label))) return 3
    return 4 + LISTS.indexOf(baseName(label).toLowerCase())
  }
  const depth = (label: string) => label.split('/').length
  const mayHold = (label: string) =>
    isNamesFile(label) ||
    ['.yaml', '.yml'].includes(extensionOf(label)) ||
    (label === files.chosen && extensionOf(label) === '.txt')
  return files.labels.filter(mayHold).sort((a, b) => rank(a) - rank(b) || depth(a) - depth(b) || (a < b ? -1 : 1))
}

function readList(label: string, text: string): YoloNames | null {
  const names = [...lines(text)].map(({ line }, index): [number, string] => [index, line])
  if (names.length === 0 || looksLikeRows(text) !== false) return null
  return { label, names: new Map(names), parts: [], keyPoints: false }
}

function readYaml(label: string, text: string, problems: Problems): YoloNames | null {
  let data: unknown
  try {
    data = parse(text, { maxAliasCount: 100, logLevel: 'silent', prettyErrors: false })
  } catch (error) {
    problems.skip(label, null, `Not readable as YAML: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
  if (!isRecord(data)) return null
  const names = new Map<number, string>()
  const written = data['names']
  const entries = Array.isArray(written) ? [...written.entries()] : isRecord(written) ? Object.entries(written) : []
  for (const [index, name] of entries) {
    const at = Number(index)
    if (Number.isInteger(at) && at >= 0 && (typeof name === 'string' || typeof name === 'number')) {
      names.set(at, String(name).trim())
    } else problems.skip(label, `names/${index}`, 'A class needs a whole number and a name.')
  }
  if (names.size === 0) return null
  const parts = (['train', 'val', 'valid', 'test'] as const).flatMap((key) =>
    [data[key]].flat().flatMap((path) => {
      const split: Split = key === 'valid' ? 'val' : key
      return typeof path === 'string' ? [{ split, path }] : []
    }),
  )
  return { label, names, parts, keyPoints: Array.isArray(data['kpt_shape']) }
}

/** Names in index order, each once, holes filled; two classes of one name become one, with a warning. */
export function classList({ names, label }: YoloNames, problems: Problems): string[] {
  const classes: string[] = []
  for (const [index, name] of [...names].sort(([a], [b]) => a - b)) {
    if (classes.includes(name)) {
      problems.warn(label ?? '', `names/${index}`, `Two classes are called "${name}"; they became one.`)
    } else classes.push(name)
  }
  return classes
}
