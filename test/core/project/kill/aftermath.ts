/** What a killed process left behind is whole: the project, its backups, older projects, exports. Throws otherwise. */
import assert from 'node:assert'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { ProjectDatabase } from '../../../../core/project/database.ts'
import { redo, undo } from '../../../../core/project/history.ts'
import { schemaVersion } from '../../../../core/project/migrate.ts'
import { openProject, type Project } from '../../../../core/project/project.ts'
import { clearCopies } from '../../../../core/services/dataset/copyNotes.ts'
import { clearProjectLeftovers } from '../../../../core/services/staging/leftovers.ts'
import { STALE_EMPTY_MS } from '../../../../core/services/staging/note.ts'
import { contentDigest } from '../contentDigest.ts'

/** What the process said before it was killed. */
export interface LastWords {
  /** Digest of the last acknowledged state. */
  last: string
  /** The kind of change that was begun and not acknowledged. */
  begun: string | null
  /** Names of the backups that were acknowledged. */
  backups: string[]
}

/** Digest of the project as it is now. */
export function stateOf(folder: string): string {
  const project = openProject(path.join(folder, 'Killed.focal'))
  try {
    return contentDigest(project)
  } finally {
    project.close()
  }
}

/**
 * Checks the project and its backups. @returns whether the change in progress had been committed without being
 * acknowledged (it is taken back then), and the state that the project is left in.
 */
export function checkProject(
  folder: string,
  { last, begun, backups }: LastWords,
): { isUnacknowledged: boolean; state: string } {
  const location = path.join(folder, 'Killed.focal')
  const project = openProject(location)
  try {
    assert.deepEqual(project.database.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
    assert.deepEqual(project.database.all('PRAGMA foreign_key_check'), [])
    const found = new Set(listBackupFiles(location).map(({ name }) => name))
    // The newest always stays, whatever the rotation does.
    for (const name of backups.slice(-1)) assert.ok(found.has(name), `backup ${name} is gone`)
    for (const { file } of listBackupFiles(location)) checkBackup(file)
    const digest = contentDigest(project)
    if (digest === last) return { isUnacknowledged: false, state: last }
    assert.ok(begun !== null, 'something changed after the last acknowledged change')
    if (begun === 'restore') {
      assert.strictEqual(digest, digestOf(folder, 'wanted.db'))
      return { isUnacknowledged: true, state: digest }
    }
    takeBack(project, begun, last)
    return { isUnacknowledged: true, state: last }
  } finally {
    project.close()
  }
}

/** The change in progress was committed and not acknowledged yet: it is whole, as its inverse shows. */
function takeBack(project: Project, begun: string, last: string): void {
  if (begun === 'undo') redo(project)
  else undo(project)
  assert.strictEqual(contentDigest(project), last, `half of ${begun}`)
}

function checkBackup(file: string): void {
  const database = new ProjectDatabase(file, { immutable: true })
  assert.deepEqual(database.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }], file)
  database.close()
}

/** The content of a database that lies by itself. */
export function digestOf(folder: string, name: string): string {
  const place = path.join(folder, 'looked-at.focal')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  copyFileSync(path.join(folder, name), path.join(place, 'project.db'))
  const project = openProject(place)
  try {
    return contentDigest(project)
  } finally {
    project.close()
  }
}

/** Older projects are of the old version or of the new one, and hold what the first one held. Removes them. */
export function checkOlder(folder: string, version: number, held: string): void {
  const { size } = statSync(path.join(folder, 'older.focal', 'project.db'))
  for (const name of readdirSync(folder).filter((one) => one.startsWith('old-'))) {
    const place = path.join(folder, name)
    const file = path.join(place, 'project.db')
    // Of another size and without a backup: killed while it still laid out what it would open.
    const isLaidOut = existsSync(file) && statSync(file).size === size
    if (isLaidOut || listBackupFiles(place).length > 0) {
      const project = openProject(place)
      assert.strictEqual(contentDigest(project), held, name)
      project.close()
      const backup = new ProjectDatabase(listBackupFiles(place).at(-1)?.file ?? '', { immutable: true })
      assert.strictEqual(schemaVersion(backup), version)
      backup.close()
    }
    rmSync(place, { recursive: true })
  }
}

/** What killed exports left behind goes when the project is opened by the engine. */
export async function checkLeftovers(folder: string): Promise<void> {
  const location = path.join(folder, 'Killed.focal')
  await clearProjectLeftovers(location)
  // Killed between the making and the writing of its note: that looks alive for a moment.
  const empty = readdirSync(folder).some(
    (name) => name.includes('.unfinished-') && isEmptyFile(path.join(folder, name)),
  )
  if (empty) {
    await sleep(STALE_EMPTY_MS)
    await clearProjectLeftovers(location)
  }
  const project = openProject(location)
  await clearCopies(project)
  project.close()
  for (const place of ['unfinished', 'images'].map((name) => path.join(location, name)).filter(existsSync)) {
    const unfinished = readdirSync(place, { recursive: true }).map(String)
    assert.deepEqual(
      unfinished.filter((name) => place.endsWith('unfinished') || name.endsWith('.part')),
      [],
    )
  }
  const left = readdirSync(folder).filter((name) => name.includes('.unfinished-'))
  assert.deepEqual(left, [], 'leftovers of exports')
}

/** What lies under an export's name is a whole export. */
export function checkExports(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith('export-'))) {
    const place = path.join(folder, name)
    const marker = JSON.parse(readFileSync(path.join(place, '.focal-export.json'), 'utf8')) as { files: string[] }
    assert.ok(marker.files.length > 0)
    for (const file of marker.files) assert.ok(statSync(path.join(place, file)).size > 0, `${name}/${file}`)
    for (const file of marker.files.filter((one) => one.endsWith('.json'))) {
      JSON.parse(readFileSync(path.join(place, file), 'utf8'))
    }
    for (const file of marker.files.filter((one) => one.endsWith('.xml'))) {
      assert.match(readFileSync(path.join(place, file), 'utf8'), /<\/annotation>\s*$/)
    }
  }
}

function isEmptyFile(file: string): boolean {
  const found = statSync(file)
  return found.isFile() && found.size === 0
}
