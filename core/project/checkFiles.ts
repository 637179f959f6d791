/** Notices images whose files are gone, and those that are back. */
import { access } from 'node:fs/promises'
import { imageOnDisk } from './images.ts'
import type { Project } from './project.ts'
import { parts } from './ranges.ts'

export const MISSING = 'The file is missing.'

/** Files looked at together. */
const AT_ONCE = 64

const NOTE = `UPDATE images SET problem = ? FROM
  (SELECT json_extract(value, '$[0]') AS seen_id, json_extract(value, '$[1]') AS seen_path FROM json_each(?))
  WHERE id = seen_id AND path = seen_path`

/**
 * Looks for the file of every image and notes which are missing. Does not block: a hundred thousand files take seconds.
 * `isWanted` is asked before anything is written, as the project may have been closed meanwhile.
 */
export async function checkImageFiles(
  project: Project,
  isWanted: () => boolean,
): Promise<{ missing: number; found: number }> {
  const rows = project.database.lists<[number, string, string | null]>('SELECT id, path, problem FROM images')
  const missing: number[] = []
  const found: number[] = []
  for (const part of parts(rows, AT_ONCE)) {
    if (!isWanted()) break
    const present = await Promise.all(part.map(([, path]) => isThere(imageOnDisk(project, { path }))))
    for (const [index, [id, , problem]] of part.entries()) {
      if (!present[index] && problem === null) missing.push(id)
      if (present[index] && problem === MISSING) found.push(id)
    }
  }
  if (project.readOnly || !isWanted() || missing.length + found.length === 0) {
    return { missing: missing.length, found: found.length }
  }
  // A fact about the disk, not a change that a person made: it is not part of undo. An image that got another place while
  // its old one was looked at is left alone.
  const seen = new Map(rows.map(([id, path]) => [id, path]))
  project.database.transaction(() => {
    for (const [ids, problem] of [[missing, MISSING] as const, [found, null] as const]) {
      const json = JSON.stringify(ids.map((id) => [id, seen.get(id)]))
      project.database.run(NOTE, problem, json)
    }
  })
  return { missing: missing.length, found: found.length }
}

export async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}
