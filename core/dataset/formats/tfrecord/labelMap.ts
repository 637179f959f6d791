/** label_map.pbtxt: the names of classes by number, as TensorFlow's Object Detection API has them. */
import { LARGEST_LABEL_FILE, type DatasetFiles } from '../../source.ts'

/** Name by id; the first map of the source that has any. */
export async function readLabelMap(files: DatasetFiles): Promise<Map<number, string>> {
  for (const label of files.labels.filter((path) => /\.pbtxt$/i.test(path))) {
    const names = parseLabelMap(await files.readText(label, LARGEST_LABEL_FILE).catch(() => ''))
    if (names.size > 0) return names
  }
  return new Map()
}

function parseLabelMap(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const [, item = ''] of text.matchAll(/item\s*\{((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^}"'])*)\}/g)) {
    const id = /(?:^|\s)id\s*:\s*(\d{1,9})/.exec(item)?.[1]
    const name = /(?:^|\s)name\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/.exec(item)
    const written = name?.[1] ?? name?.[2]
    if (id !== undefined && written !== undefined) names.set(Number(id), written.replaceAll(/\\(.)/g, '$1'))
  }
  return new Map([...names].sort(([a], [b]) => a - b))
}

export function* labelMapText(classes: readonly string[]): Generator<string> {
  for (const [index, name] of classes.entries()) {
    yield `item {\n  id: ${index + 1}\n  name: "${name.replaceAll(/["\\]/g, '\\$&')}"\n}\n`
  }
}
