/** A split that a file gives: {"train": [paths], "val": [paths], "test": [paths]}. */
import { z } from 'zod'
import { StudioError } from '../api/errors.ts'
import type { Split } from '../project/types.ts'
import { ImageIndex } from './imageIndex.ts'
import { parseJson } from './json.ts'

const paths = z.array(z.string().max(32_768)).max(5_000_000).default([])
/** Some tools call the validation part "valid" or "validation". */
const splitFile = z
  .object({ train: paths, val: paths, valid: paths, validation: paths, test: paths })
  .transform(({ train, val, valid, validation, test }) => ({ train, val: [...val, ...valid, ...validation], test }))

export interface FileSplit {
  /** By stored path. */
  splits: Map<string, Split>
  /** Entries for which the project has no image, or several. */
  unmatched: string[]
  /** Images that the file puts in two parts; the first counts. */
  repeated: string[]
}

/**
 * Matches the entries of a split file to images by relative path, else by file name, with or without its extension.
 * @throws BAD_INPUT when the text is not such a file.
 */
export function readSplitFile(text: string, images: readonly string[]): FileSplit {
  const file = parse(text)
  const index = new ImageIndex(images)
  const splits = new Map<string, Split>()
  const unmatched: string[] = []
  const repeated: string[] = []
  for (const split of ['train', 'val', 'test'] as const) {
    for (const entry of file[split]) {
      const hints = [
        { name: entry, by: 'name' as const },
        { name: entry, by: 'stem' as const },
      ]
      const image = index.findOne({ labelFile: '', hints })
      const earlier = image === null ? undefined : splits.get(image)
      if (image === null) unmatched.push(entry)
      else if (earlier === undefined) splits.set(image, split)
      else if (earlier !== split) repeated.push(entry)
    }
  }
  return { splits, unmatched, repeated }
}

function parse(text: string): z.infer<typeof splitFile> {
  const hint = 'It should look like {"train": ["a.jpg"], "val": ["b.jpg"], "test": []}.'
  try {
    const found = splitFile.parse(parseJson(text))
    if (found.train.length + found.val.length + found.test.length > 0) return found
  } catch (error) {
    throw new StudioError('BAD_INPUT', 'The file is not a split.', hint, undefined, error)
  }
  throw new StudioError('BAD_INPUT', 'The file names no images under "train", "val" or "test".', hint)
}
