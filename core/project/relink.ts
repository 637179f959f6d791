/** Images whose files are no longer where they were, and the files that they turn out to be. */
import { nameOfPath } from '../images/pages.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { isThere, MISSING } from './checkFiles.ts'
import { IMAGE_COLUMNS, imageOnDisk, toImage, type ImageTableRow } from './images.ts'
import type { OwnValues } from './journal.ts'
import type { Project } from './project.ts'
import { searchText, sortKey } from './sortKey.ts'
import type { ImageRecord } from './types.ts'

/** Files looked at together. */
const AT_ONCE = 256

/** Where an image's file is now; with what is new about it where it is not the same file. */
export interface NewPlace {
  image: Pick<ImageRecord, 'id' | 'path' | 'hash' | 'bytes' | 'orientation' | 'problem'>
  /** As storedImagePath() gives it. */
  path: string
  content?: Pick<ImageRecord, 'hash' | 'bytes' | 'orientation'>
}

/** How many images the last look at the disk found missing. */
export function countMissing(project: Project): number {
  const sql = 'SELECT count(*) AS count FROM images WHERE problem = ?'
  return project.database.get<{ count: number }>(sql, MISSING)?.count ?? 0
}

/** The images whose files are not there now. Does not block: a hundred thousand files take seconds. */
export async function missingImages(project: Project, signal: AbortSignal): Promise<ImageRecord[]> {
  const select = `SELECT ${IMAGE_COLUMNS} FROM images WHERE id > ? ORDER BY id LIMIT ${AT_ONCE}`
  const next = (after: number) => project.database.all<ImageTableRow>(select, after)
  const missing: ImageRecord[] = []
  for (let rows = next(0); rows.length > 0; rows = next(rows.at(-1)?.id ?? 0)) {
    signal.throwIfAborted()
    const there = await Promise.all(rows.map((row) => isThere(imageOnDisk(project, row))))
    missing.push(...rows.filter((_, index) => !there[index]).map(toImage))
  }
  return missing
}

/** Gives images the places where their files are. What was moved or renamed meanwhile is left out. @returns how many. */
export function relinkImages(change: ChangeRecorder, places: readonly NewPlace[]): number {
  const known = new Map(
    change.database.all<{ id: number; path: string }>('SELECT id, path FROM images').map(({ id, path }) => [id, path]),
  )
  const used = new Set(known.values())
  const rows = places.flatMap(({ image, path, content }): OwnValues => {
    if (known.get(image.id) !== image.path || used.has(path)) return []
    used.add(path)
    const { hash, bytes, orientation } = content ?? image
    const problem = image.problem === MISSING ? null : image.problem
    const name = nameOfPath(path)
    return [[image.id, path, name, sortKey(path), searchText(path), hash, bytes, orientation, problem]]
  })
  change.rewrite('images', COLUMNS, rows)
  return rows.length
}

const COLUMNS = ['path', 'name', 'sort_key', 'search_text', 'hash', 'bytes', 'orientation', 'problem']
