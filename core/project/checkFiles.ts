/** Notices images whose files are gone, and those that are back. */
import { accessSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { isMainThread } from 'node:worker_threads'
import { imageOnDisk } from './images.ts'
import type { Project } from './project.ts'
import { parts } from './ranges.ts'

export const MISSING = 'The file is missing.'

/** Files looked at together. */
const AT_ONCE = 64
/** Images asked for together: all of a large project would hold up the engine. */
const PAGE = 1024

const SELECT = `SELECT id, path, problem FROM images WHERE id > ? ORDER BY id LIMIT ${PAGE}`
const NOTE = `UPDATE images SET problem = ? FROM
  (SELECT json_extract(value, '$[0]') AS seen_id, json_extract(value, '$[1]') AS seen_path FROM json_each(?))
  WHERE id = seen_id AND path = seen_path`

type Seen = [id: number, path: string]

/** Images whose files are gone, and those that were noted as gone and are back. */
export interface LookedAt {
  missing: Seen[]
  found: Seen[]
}

/** Looks for the file of every image. Does not block the engine: a hundred thousand files take seconds. */
export async function lookAtImageFiles(project: Project): Promise<LookedAt> {
  const missing: Seen[] = []
  const found: Seen[] = []
  const next = (after: number) => project.database.lists<[...Seen, problem: string | null]>(SELECT, after)
  for (let rows = next(0); rows.length > 0; rows = next(rows.at(-1)?.[0] ?? 0)) {
    for (const part of parts(rows, AT_ONCE)) {
      const present = await areThere(part.map(([, path]) => imageOnDisk(project, { path })))
      for (const [index, [id, path, problem]] of part.entries()) {
        if (!present[index] && problem === null) missing.push([id, path])
        if (present[index] && problem === MISSING) found.push([id, path])
      }
    }
  }
  return { missing, found }
}

/**
 * Notes which files are missing. A fact about the disk, not a change that a person made: it is not part of undo. An image
 * that got another place while its old one was looked at is left alone.
 */
export function noteImageFiles(project: Project, { missing, found }: LookedAt): void {
  if (project.readOnly || missing.length + found.length === 0) return
  project.database.transaction(() => {
    for (const [seen, problem] of [[missing, MISSING] as const, [found, null] as const]) {
      project.database.run(NOTE, problem, JSON.stringify(seen))
    }
  })
}

/** In a thread of its own nothing else waits, and files asked for one after another take a quarter of the processor. */
function areThere(files: readonly string[]): boolean[] | Promise<boolean[]> {
  return isMainThread ? Promise.all(files.map(isThere)) : files.map(isThereNow)
}

function isThereNow(file: string): boolean {
  try {
    accessSync(file)
    return true
  } catch {
    return false
  }
}

export async function isThere(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}
