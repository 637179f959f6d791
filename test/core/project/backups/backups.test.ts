import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { describeBackups } from '../../../../core/project/backups/describe.ts'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { hasChanged, makeBackup } from '../../../../core/project/backups/make.ts'
import { finishRestore, restoreBackup } from '../../../../core/project/backups/restore.ts'
import { addClass, listClasses } from '../../../../core/project/classes.ts'
import { ProjectDatabase } from '../../../../core/project/database.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { readMigrations, schemaVersion } from '../../../../core/project/migrate.ts'
import { openProject, type Project } from '../../../../core/project/project.ts'
import { contentDigest } from '../contentDigest.ts'
import { makeOlderProject } from '../olderProject.ts'
import { closedAfterTest, fill, reopened, temporaryFolder, temporaryProject } from '../temporaryProject.ts'

const fileOf = (project: Project) => path.join(project.path, 'project.db')

function add(project: Project, name: string): void {
  recordChange(project, `Add class ${name}`, (change) => addClass(change, name))
}

it('backs up what is committed while the project is in use, under its name only when it is whole', () => {
  const project = temporaryProject()
  fill(project)
  const backup = makeBackup(project.database, 'request', new Date('2026-03-04T05:06:07Z'))
  expect(backup).toMatchObject({ name: '0001-20260304-050607-request.db', at: '2026-03-04T05:06:07.000Z', sequence: 1 })
  expect(readdirSync(path.join(project.path, 'backups'))).toEqual([backup.name])
  add(project, 'bird')
  const { content, damage, backups } = describeBackups(project.path, fileOf(project))
  expect({ content, damage }).toEqual({ content: { images: 2, boxes: 0 }, damage: null })
  expect(backups).toMatchObject([{ name: backup.name, content: { images: 2, boxes: 0 }, changesSince: 1 }])
})

it('goes back to a backup and keeps what it replaces', () => {
  let project = temporaryProject()
  fill(project)
  const before = contentDigest(project)
  const { name } = makeBackup(project.database, 'request')
  add(project, 'bird')
  project.close()
  restoreBackup(fileOf(project), name)
  project = closedAfterTest(openProject(project.path))
  expect(contentDigest(project)).toBe(before)
  expect(listClasses(project)).toHaveLength(2)
  add(project, 'horse')
  const [aside] = describeBackups(project.path, fileOf(project)).backups
  // The horse has the id in the history that the bird had.
  expect(aside).toMatchObject({ reason: 'restore', content: { images: 2 }, changesSince: 1 })
  project.close()
  restoreBackup(fileOf(project), aside!.name)
  project = closedAfterTest(openProject(project.path))
  expect(listClasses(project).map((one) => one.name)).toEqual(['cat', 'dog', 'bird'])
})

it('does not restore what is open elsewhere, is not there or is damaged itself', () => {
  const project = temporaryProject()
  fill(project)
  const { name, file } = makeBackup(project.database, 'request')
  expect(() => restoreBackup(fileOf(project), name)).toThrow(
    expect.objectContaining({ code: 'CONFLICT', message: 'Test.focal is open in another window or program.' }),
  )
  expect(() => restoreBackup(fileOf(project), '../project.db')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  truncateSync(file, 9000)
  project.close()
  expect(() => restoreBackup(fileOf(project), name)).toThrow(/backup 0001.* is damaged itself/)
  expect(closedAfterTest(openProject(project.path)).readOnly).toBe(false)
  expect(describeBackups(project.path, fileOf(project)).backups).toMatchObject([{ content: null, changesSince: null }])
})

it.each([
  ['cut', (file: string) => truncateSync(file, 20_000)],
  ['empty', (file: string) => truncateSync(file, 0)],
  ['overwritten', (file: string) => writeFileSync(file, 'not a database '.repeat(2000))],
  ['gone', (file: string) => rmSync(file)],
])('offers backups for a database that is %s, and keeps the damaged file', (_what, damage) => {
  const project = temporaryProject()
  fill(project, 20)
  const before = contentDigest(project)
  const { name } = makeBackup(project.database, 'regular')
  project.close()
  damage(fileOf(project))
  const damaged = existsSync(fileOf(project)) ? readFileSync(fileOf(project)) : null
  expect(() => openProject(project.path)).toThrow(
    expect.objectContaining({ code: 'BROKEN_FILE', hint: expect.stringContaining('Restore a backup') }),
  )
  const described = describeBackups(project.path, fileOf(project))
  expect(described.damage).toBeTruthy()
  expect(described.backups).toMatchObject([{ name, content: { images: 20 } }])
  restoreBackup(fileOf(project), name)
  expect(contentDigest(closedAfterTest(openProject(project.path)))).toBe(before)
  const aside = listBackupFiles(project.path).find(({ reason }) => reason === 'restore')
  expect(aside ? readFileSync(aside.file) : null).toEqual(damaged)
})

it('finishes a restore that was cut off', () => {
  const project = temporaryProject()
  fill(project)
  const { file } = makeBackup(project.database, 'request')
  project.close()
  writeFileSync(`${fileOf(project)}.restoring`, readFileSync(file))
  finishRestore(fileOf(project))
  expect(existsSync(`${fileOf(project)}.restoring`)).toBe(true)
  rmSync(fileOf(project))
  expect(listClasses(closedAfterTest(openProject(project.path)))).toHaveLength(2)
})

it('knows whether anything changed since, and does not trust the clock', () => {
  let project = temporaryProject()
  fill(project)
  expect(hasChanged(fileOf(project))).toBe(true)
  project.database.emptyLog()
  makeBackup(project.database, 'regular', new Date('2099-01-01'))
  expect(hasChanged(fileOf(project))).toBe(false)
  project = reopened(project)
  expect(hasChanged(fileOf(project))).toBe(false)
  add(project, 'bird')
  expect(hasChanged(fileOf(project))).toBe(true)
  makeBackup(project.database, 'regular', new Date('2026-01-01'))
  expect(listBackupFiles(project.path).map(({ at }) => at.slice(0, 4))).toEqual(['2026', '2099'])
})

it('removes what a killed process left half made, and nothing of one that lives', () => {
  const project = temporaryProject()
  fill(project)
  makeBackup(project.database, 'regular')
  const folder = path.join(project.path, 'backups')
  writeFileSync(path.join(folder, 'making-999999999-x.db'), '')
  writeFileSync(path.join(folder, `making-${process.ppid}-x.db`), '')
  makeBackup(project.database, 'regular')
  expect(readdirSync(folder).filter((name) => name.startsWith('making'))).toEqual([`making-${process.ppid}-x.db`])
})

it.each(readMigrations().slice(0, -1))('backs up a project of version $version before its upgrade', ({ version }) => {
  const place = makeOlderProject(temporaryFolder(), 'Old', version)
  const project = closedAfterTest(openProject(place))
  expect(schemaVersion(project.database)).toBe(readMigrations().length)
  const [backup] = listBackupFiles(place)
  expect(backup).toMatchObject({ reason: 'upgrade' })
  const database = new ProjectDatabase(backup!.file, { immutable: true })
  expect(schemaVersion(database)).toBe(version)
  expect(database.get('SELECT count(*) AS images FROM images')).toMatchObject({ images: 3 })
  database.close()
})
