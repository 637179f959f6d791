import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { bulkInsert } from '../../../core/project/bulkInsert.ts'
import { ProjectDatabase } from '../../../core/project/database.ts'
import { historyState, recordChange } from '../../../core/project/history.ts'
import { addClass, listClasses } from '../../../core/project/classes.ts'
import { migrate, readMigrations, schemaVersion } from '../../../core/project/migrate.ts'
import { createProject, openProject } from '../../../core/project/project.ts'
import { openReadOnly } from '../../../core/project/readOnly.ts'
import { projectSummary } from '../../../core/project/summary.ts'
import { closedAfterTest, fill, newImage, reopened, temporaryFolder, temporaryProject } from './temporaryProject.ts'

it('creates a project whole, and finds it by its folder or its database', () => {
  const folder = temporaryFolder()
  const project = closedAfterTest(createProject(folder, 'Blood cells'))
  expect(project).toMatchObject({ name: 'Blood cells', folder, path: path.join(folder, 'Blood cells.focal') })
  expect(readdirSync(folder)).toEqual(['Blood cells.focal'])
  expect(readdirSync(project.path).sort()).toEqual(expect.arrayContaining(['cache', 'project.db', 'runs']))
  const again = closedAfterTest(openProject(path.join(project.path, 'project.db')))
  expect(again.id).toBe(project.id)
})

it('has the same id through a link', () => {
  const project = temporaryProject()
  const link = path.join(temporaryFolder(), 'linked.focal')
  symlinkSync(project.path, link)
  expect(closedAfterTest(openProject(link)).id).toBe(project.id)
})

it.each(['', '.', '../x', 'a/b', 'a\\b', 'what?', 'line\nbreak', 'dot.'])('refuses the name %j', (name) => {
  expect(() => createProject(temporaryFolder(), name)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

it('does not overwrite a project', () => {
  const project = temporaryProject()
  expect(() => createProject(project.folder, 'Test')).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
})

it('writes every commit to the disk', () => {
  const { database } = temporaryProject()
  expect(database.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' })
  expect(database.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2 })
  expect(database.get('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 })
})

it('says what is wrong with what is no project', () => {
  const folder = temporaryFolder()
  const opening = (name: string) => () => openProject(path.join(folder, name))
  expect(opening('absent.focal')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  mkdirSync(path.join(folder, 'bare.focal'))
  expect(opening('bare.focal')).toThrow(/holds no project.db/)
  const withDatabase = (name: string) => {
    mkdirSync(path.join(folder, name))
    return path.join(folder, name, 'project.db')
  }
  writeFileSync(withDatabase('empty.focal'), '')
  expect(opening('empty.focal')).toThrow(/is an empty file/)
  writeFileSync(withDatabase('text.focal'), 'not a database '.repeat(100))
  expect(opening('text.focal')).toThrow(expect.objectContaining({ code: 'BROKEN_FILE' }))
  const foreign = new DatabaseSync(withDatabase('foreign.focal'))
  foreign.exec('CREATE TABLE notes (text TEXT)')
  foreign.close()
  expect(opening('foreign.focal')).toThrow(/is not a Focal Studio project/)
})

it('notices a damaged database', () => {
  const project = temporaryProject()
  fill(project, 20)
  project.close()
  const file = path.join(project.path, 'project.db')
  const { database } = openReadOnly(file)
  const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  database.close()
  truncateSync(file, (pages - 3) * 4096)
  expect(() => openProject(project.path)).toThrow(expect.objectContaining({ code: 'BROKEN_FILE' }))
})

it('opens a project of a newer version read-only and says so', () => {
  const project = temporaryProject()
  fill(project)
  project.database.exec('PRAGMA user_version = 999')
  const newer = reopened(project)
  expect(newer.readOnly).toBe(true)
  expect(newer.notice).toMatch(/newer version/)
  expect(listClasses(newer)).toHaveLength(2)
  expect(() => recordChange(newer, 'Add', (change) => addClass(change, 'bird'))).toThrow(
    expect.objectContaining({ code: 'READ_ONLY', message: newer.notice }),
  )
})

it('reads what was saved last where nothing can be written', () => {
  const project = temporaryProject()
  fill(project)
  const file = path.join(project.path, 'project.db')
  // With the first connection open, the changes are still in the write-ahead log.
  const withLog = openReadOnly(file)
  expect(withLog.database.get('SELECT count(*) AS images FROM images')).toMatchObject({ images: 2 })
  withLog.dispose()
  project.close()
  const without = openReadOnly(file)
  expect(without.database.get('SELECT count(*) AS images FROM images')).toMatchObject({ images: 2 })
  expect(() => without.database.run('DELETE FROM images')).toThrow(expect.objectContaining({ code: 'READ_ONLY' }))
  without.dispose()
  expect(readdirSync(project.path)).not.toContain('project.db-shm')
})

it('says when another process keeps the project locked, and goes on afterwards', () => {
  const project = temporaryProject()
  const other = new DatabaseSync(path.join(project.path, 'project.db'))
  other.exec('BEGIN IMMEDIATE')
  expect(() => fill(project)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  other.exec('COMMIT')
  other.close()
  expect(fill(project).images).toHaveLength(2)
})

it('says when the drive is full, and loses nothing', () => {
  const project = temporaryProject()
  fill(project)
  const { database } = project
  const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  database.exec(`PRAGMA max_page_count = ${pages + 3}`)
  const images = Array.from({ length: 2000 }, (_, i) => ({ ...newImage(`${i}.jpg`), boxes: [] }))
  const insert = () => bulkInsert(project, 'Import 2000 images', { classes: [], images })
  expect(insert).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
  expect(projectSummary(project)).toMatchObject({ images: 2, classes: 2 })
  expect(historyState(project).undo?.title).toBe('Fill')
  database.exec('PRAGMA max_page_count = 1000000')
  expect(insert().imageIds).toHaveLength(2000)
})

it('lets two processes work on one project', () => {
  const project = temporaryProject()
  const { cat } = fill(project)
  const source = [
    `import { openProject } from '${path.resolve('core/project/project.ts')}'`,
    `import { editLabels } from '${path.resolve('core/project/labels.ts')}'`,
    `const project = openProject(${JSON.stringify(project.path)})`,
    `editLabels(project, 1, [{ kind: 'add', box: { classId: ${cat}, x1: 0, y1: 0, x2: 9, y2: 9 } }], 'Draw from afar')`,
  ].join('\n')
  execFileSync(process.execPath, ['--input-type=module', '--eval', source])
  expect(historyState(project).undo?.title).toBe('Draw from afar')
})

it('has migrations that bring an older project up to date, whole or not at all', () => {
  const file = path.join(temporaryFolder(), 'project.db')
  const database = new ProjectDatabase(file)
  const all = readMigrations()
  for (let count = 1; count <= all.length; count++) {
    migrate(database, all.slice(0, count))
    expect(schemaVersion(database)).toBe(count)
  }
  const next = { version: all.length + 1, name: 'next', sql: 'ALTER TABLE classes ADD COLUMN shape TEXT' }
  const wrong = { version: all.length + 2, name: 'wrong', sql: 'CREATE TABLE half (a); CREATE TABLE half (a)' }
  expect(() => migrate(database, [...all, next, wrong])).toThrow(/half already exists/)
  expect(schemaVersion(database)).toBe(all.length)
  expect(database.all("SELECT name FROM sqlite_schema WHERE name = 'half'")).toEqual([])
  migrate(database, [...all, next])
  expect(schemaVersion(database)).toBe(next.version)
  database.close()
})
