/** Names of a detector file's classes, and which of its outputs they are. */
import { StudioError } from '../../api/errors.ts'
import { cocoNames, cocoNumbers } from './coco.ts'
import type { Dialect } from './dialect.ts'
import type { StoredClasses } from './take.ts'

export interface FileClasses extends StoredClasses {
  /** In the order of `columns`. */
  names: string[]
}

/**
 * torchvision counts background as class 0 and COCO's classes by their numbers with gaps, 91 in all; detectron2 has
 * COCO's 80 in a row. Other files have no names: theirs are `names`, or "class 1" and on.
 */
export function classesOf(count: number, dialect: Dialect, names: readonly string[] | null, file: string): FileClasses {
  const all = Array.from({ length: count }, (_, column) => column)
  const hasBackground = dialect.title.startsWith('torchvision')
  if (names !== null) {
    if (names.length === count) return { count, columns: all, names: [...names] }
    if (hasBackground && names.length === count - 1) return { count, columns: all.slice(1), names: [...names] }
    throw new StudioError(
      'BAD_INPUT',
      `${file} has ${count} class outputs${hasBackground ? ', the first of them background' : ''}, but ${names.length} names were given.`,
      `Give ${hasBackground ? count - 1 : count} names in the order of the file's classes.`,
      { file, outputs: count, names: names.length },
    )
  }
  if (hasBackground && count === cocoOutputs) return { count, columns: [...cocoNumbers], names: [...cocoNames] }
  if (!hasBackground && count === cocoNames.length) return { count, columns: all, names: [...cocoNames] }
  const columns = hasBackground ? all.slice(1) : all
  return { count, columns, names: columns.map((_, index) => `class ${index + 1}`) }
}

/** Background and the numbers 1 to 90. */
const cocoOutputs = 91
