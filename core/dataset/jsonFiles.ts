/** Reads the JSON files of a source that are of one format, naming those that are not. */
import { jsonFault, parseJson } from './json.ts'
import { filesOf } from './peek.ts'
import type { Problems } from './problems.ts'
import { LARGEST_DATASET_FILE, readAhead, type DatasetFiles } from './source.ts'

/** Parsed files that `accepts` takes. `what` is the format's name for the report: "a LabelMe file". */
export async function* jsonFiles<T>(
  files: DatasetFiles,
  problems: Problems,
  what: string,
  accepts: (value: unknown) => value is T,
  extensions = ['.json'],
): AsyncGenerator<{ label: string; value: T }> {
  for await (const { label, text, problem } of readAhead(files, filesOf(files, ...extensions), LARGEST_DATASET_FILE)) {
    if (text === null) {
      problems.skip(label, null, problem)
      continue
    }
    const parsed = parse(text)
    if ('reason' in parsed) problems.skip(label, null, parsed.reason)
    else if (accepts(parsed.value)) yield { label, value: parsed.value }
    else problems.skip(label, null, `It is not ${what}.`)
  }
}

function parse(text: string): { value: unknown } | { reason: string } {
  try {
    return { value: parseJson(text) }
  } catch (error) {
    return { reason: jsonFault(error) }
  }
}
