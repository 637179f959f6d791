/** Projects that were moved, renamed, copied, zipped, and edited while the clock went backwards. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { makeBackup } from '../../../../core/project/backups/make.ts'
import { addClass, listClasses } from '../../../../core/project/classes.ts'
import { historyState, recordChange, undo } from '../../../../core/project/history.ts'
import { addImage, imageFile, listImages } from '../../../../core/project/images.ts'
import { absolutePath, storedImagePath, storedPath } from '../../../../core/project/paths.ts'
import { createProject, openProject, type Project } from '../../../../core/project/project.ts'
import { addRun, getRun } from '../../../../core/project/runs.ts'
import { RecentProjects } from '../../../../core/services/recents.ts'
import { trainingConfig } from '../../../../core/training/config.ts'
import { closedAfterTest, newImage, temporaryFolder } from '../temporaryProject.ts'

afterEach(() => vi.useRealTimers())

/** A project with one image inside it and one beside it, and a run. */
function projectIn(folder: string): Project {
  const project = closedAfterTest(createProject(folder, 'Birds'))
  const files = [path.join(project.path, 'images', 'inside.jpg'), path.join(folder, 'photos', 'beside ü.jpg')]
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, '')
  }
  recordChange(project, 'Add', (change) => {
    for (const file of files) addImage(change, newImage(storedImagePath(project, file)))
  })
  return project
}

function missing(project: Project): string[] {
  return listImages(project)
    .filter((image) => !existsSync(imageFile(project, image)))
    .map(({ path }) => path)
}

it('finds its images and runs after its folder was moved and given another name', () => {
  const folder = temporaryFolder()
  const project = projectIn(folder)
  const run = addRun(project, { name: 'Run 1', status: 'finished', preset: 'quick', config: trainingConfig.parse({}) })
  project.close()
  const elsewhere = path.join(temporaryFolder(), 'another place')
  renameSync(folder, elsewhere)
  mkdirSync(folder)
  const moved = closedAfterTest(openProject(path.join(elsewhere, 'Birds.focal')))
  expect(missing(moved)).toEqual([])
  expect(getRun(moved, run.id).folder).toBe(path.join(elsewhere, 'Birds.focal', 'runs', '1'))
  moved.close()
  renameSync(moved.path, path.join(elsewhere, 'Eagles.focal'))
  const renamed = closedAfterTest(openProject(path.join(elsewhere, 'Eagles.focal')))
  expect(renamed.name).toBe('Eagles')
  expect(missing(renamed)).toEqual([])
  // What is added now has the form that it had before, so that nothing is taken in twice.
  const inside = path.join(renamed.path, 'images', 'inside.jpg')
  expect(storedImagePath(renamed, inside)).toBe('Birds.focal/images/inside.jpg')
  const stranger = path.join(elsewhere, 'Birds.focal', 'images', 'other.jpg')
  expect(imageFile(renamed, { path: storedImagePath(renamed, stranger) })).toBe(stranger)
})

it('has a copy that leads to its own images, not to those of the original', () => {
  const folder = temporaryFolder()
  const project = projectIn(folder)
  project.close()
  const copyAt = path.join(folder, 'Birds copy.focal')
  cpSync(project.path, copyAt, { recursive: true })
  rmSync(path.join(project.path, 'images'), { recursive: true })
  const copy = closedAfterTest(openProject(copyAt))
  expect(copy.id).not.toBe(project.id)
  expect(missing(copy)).toEqual([])
})

it('keeps paths that another system reads', () => {
  expect(storedPath('C:\\data', 'C:\\data\\photos\\a.jpg', path.win32)).toBe('photos/a.jpg')
  expect(absolutePath('/data', 'photos/a.jpg', path.posix)).toBe('/data/photos/a.jpg')
  expect(storedPath('/data', '/data/photos/a.jpg', path.posix)).toBe('photos/a.jpg')
  expect(absolutePath('C:\\data', '../photos/a.jpg', path.win32)).toBe('C:\\photos\\a.jpg')
  expect(storedPath('C:\\data', 'D:\\photos\\a.jpg', path.win32)).toBe('D:/photos/a.jpg')
})

const DATABASE = 'project.db'

it('is whole in one file when it is closed, and soon after each change', () => {
  const project = projectIn(temporaryFolder())
  project.database.emptyLog()
  const alone = path.join(temporaryFolder(), 'Alone.focal')
  mkdirSync(alone)
  cpSync(path.join(project.path, DATABASE), path.join(alone, DATABASE))
  expect(listImages(closedAfterTest(openProject(alone)))).toHaveLength(2)
  recordChange(project, 'Add', (change) => addClass(change, 'cat'))
  project.close()
  expect(existsSync(path.join(project.path, `${DATABASE}-wal`))).toBe(false)
})

it.each([
  ['with its log', ['-wal'], 2],
  ['with its log and the log’s index', ['-wal', '-shm'], 2],
  ['without its log: whole, as of a little earlier', [], 1],
])('opens from a zip that was packed while it was open, %s', (_what, parts, classes) => {
  const project = projectIn(temporaryFolder())
  recordChange(project, 'Add', (change) => addClass(change, 'cat'))
  project.database.emptyLog()
  recordChange(project, 'Add', (change) => addClass(change, 'dog'))
  const unpacked = path.join(temporaryFolder(), 'Unpacked.focal')
  mkdirSync(unpacked)
  for (const part of ['', ...parts]) {
    cpSync(path.join(project.path, DATABASE + part), path.join(unpacked, DATABASE + part))
  }
  const opened = closedAfterTest(openProject(unpacked))
  expect(opened.database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(listClasses(opened)).toHaveLength(classes)
})

it('keeps the order of changes, backups and recent projects when the clock is set back', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const project = projectIn(temporaryFolder())
  const recents = new RecentProjects(temporaryFolder())
  for (const [year, name] of [
    [2030, 'cat'],
    [2020, 'dog'],
    [2025, 'bird'],
  ] as const) {
    vi.setSystemTime(new Date(Date.UTC(year, 1, 1)))
    recordChange(project, `Add ${name}`, (change) => addClass(change, name))
    makeBackup(project.database, 'regular')
    recents.remember({ name, path: `/${name}`, images: 0 })
  }
  expect(listBackupFiles(project.path).map(({ at }) => at.slice(0, 4))).toEqual(['2025', '2020', '2030'])
  expect(recents.list().map(({ name }) => name)).toEqual(['bird', 'dog', 'cat'])
  expect(historyState(project).undo?.title).toBe('Add bird')
  undo(project)
  expect(undo(project)?.title).toBe('Add dog')
  expect(historyState(project)).toMatchObject({ undo: { title: 'Add cat' }, redo: { title: 'Add dog' } })
})
