/** ODVG's label map: a JSON record from class numbers to names, in a file of its own. */
import { isRecord, parseJson } from '../../json.ts'
import { filesOf } from '../../peek.ts'
import { readAhead, stemOf, type DatasetFiles } from '../../source.ts'

/** Is this file a map by its name? The data set's own lines are elsewhere. */
export function isLabelMap(label: string): boolean {
  return /label|class|categor/i.test(stemOf(label)) && /\.json$/i.test(label)
}

/** Names by class number, of all maps in the source; empty where there is none. */
export async function readLabelMaps(files: DatasetFiles): Promise<Map<number, string>> {
  const names = new Map<number, string>()
  const maps = filesOf({ ...files, chosen: null }, '.json').filter(isLabelMap)
  for await (const { text } of readAhead(files, maps)) {
    for (const [number, name] of text === null ? [] : entriesOf(text)) names.set(number, name)
  }
  return names
}

/** The map as text. */
export function labelMapJson(classes: readonly string[]): string {
  return `${JSON.stringify(Object.fromEntries(classes.map((name, index) => [String(index), name])), null, 1)}\n`
}

function entriesOf(text: string): Array<[number, string]> {
  try {
    const value = parseJson(text)
    return Object.entries(isRecord(value) ? value : {}).flatMap(([key, name]): Array<[number, string]> => {
      const number = Number(key)
      return Number.isInteger(number) && typeof name === 'string' && name.trim() !== '' ? [[number, name.trim()]] : []
    })
  } catch {
    // Another tool's file of that name.
    return []
  }
}
