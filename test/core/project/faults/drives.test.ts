/** A full drive, one that is locked, one that is pulled out: a clear word, and nothing lost. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeBackup } from '../../../../core/project/backups/make.ts'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { addClass, listClasses } from '../../../../core/project/classes.ts'
import { recordChange, undo } from '../../../../core/project/history.ts'
import { createProject, openProject, type Project } from '../../../../core/project/project.ts'
import { RecentProjects } from '../../../../core/services/recents.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { createProjectServices } from '../../../../core/services/projects.ts'
import { ProjectRegistry } from '../../../../core/services/registry.ts'
import { noisyJpeg } from '../../images/pictures.ts'
import { contentDigest } from '../contentDigest.ts'
import { makeOlderProject } from '../olderProject.ts'
import { closedAfterTest, fill, newImage, temporaryFolder } from '../temporaryProject.ts'
import { makeDrive, noDrives } from './drives.ts'

const quietJob = { signal: new AbortController().signal, progress: () => {} }

function code(wanted: string, message: RegExp = /./) {
  return expect.objectContaining({ code: wanted, message: expect.stringMatching(message) })
}

function addTo(project: Project, name: string): void {
  recordChange(project, `Add class ${name}`, (change) => addClass(change, name))
}

function projectOn(folder: string): Project {
  const project = closedAfterTest(createProject(folder, 'Test'))
  fill(project)
  return project
}

/** Studio services over one registry, with whatever failed in the background. */
function studio() {
  const registry = new ProjectRegistry({ onOpened: closedAfterTest })
  const recents = new RecentProjects(temporaryFolder())
  const failed: unknown[] = []
  const sample = () => expect.fail('not asked for')
  const projects = createProjectServices({ registry, recents, sample, onError: (error) => failed.push(error) })
  return { registry, projects, failed }
}

describe.skipIf(noDrives !== null)(`drives${noDrives === null ? '' : ` (left out: ${noDrives})`}`, () => {
  it('full: says so, keeps what was saved, and goes on when there is room', async () => {
    const drive = makeDrive(8)
    const project = projectOn(drive.folder)
    const source = temporaryFolder()
    for (const name of ['a', 'b'])
      writeFileSync(path.join(source, `${name}.jpg`), await noisyJpeg(320 + name.charCodeAt(0)))
    drive.fill()
    const before = contentDigest(project)
    const images = Array.from({ length: 3000 }, (_, i) => ({ ...newImage(`${i}.jpg`), boxes: [] }))
    expect(() => bulkInsert(project, 'Import', { classes: [], images })).toThrow(code('DISK_FULL', /drive is full/))
    expect(() => makeBackup(project.database, 'request')).toThrow(code('DISK_FULL', /No backup was made/))
    const copying = importDataset(project, { source, format: 'auto', copy: true }, quietJob)
    await expect(copying).rejects.toThrow()
    expect(contentDigest(project)).toBe(before)
    const pictures = path.join(project.path, 'images')
    expect(existsSync(pictures) ? readdirSync(pictures, { recursive: true }) : []).toEqual([])
    drive.free()
    const { images: imported } = await importDataset(project, { source, format: 'auto', copy: true }, quietJob)
    expect(imported).toBe(2)
    undo(project)
    expect(contentDigest(project)).toBe(before)
  })

  it('full: opens to be read, whether the log was written back or not, and to be written once there is room', () => {
    const drive = makeDrive(4)
    const project = projectOn(drive.folder)
    const before = contentDigest(project)
    project.close()
    drive.fill()
    const { projects, registry } = studio()
    const summary = projects.open(project.path)
    expect(summary).toMatchObject({ readOnly: true, notice: expect.stringMatching(/drive is full. Free some space/) })
    expect(contentDigest(registry.get(summary.id))).toBe(before)
    expect(() => addTo(registry.get(summary.id), 'bird')).toThrow(code('READ_ONLY', /drive is full/))
    drive.free()
    expect(projects.open(project.path)).toMatchObject({ readOnly: false, notice: null })
    addTo(registry.get(summary.id), 'bird')
    expect(listClasses(registry.get(summary.id))).toHaveLength(3)
  })

  it('full: an older project can be read, and is brought up to date when there is room', () => {
    const drive = makeDrive(4)
    const place = makeOlderProject(drive.folder, 'Old', 2)
    drive.fill()
    const project = closedAfterTest(openProject(place))
    expect(project.notice).toMatch(/drive is full/)
    const before = contentDigest(project)
    drive.free()
    const again = closedAfterTest(openProject(place))
    expect(again.readOnly).toBe(false)
    expect(contentDigest(again)).toBe(before)
  })

  it('full: an export leaves nothing under its name', async () => {
    const drive = makeDrive(1)
    const folder = temporaryFolder()
    const source = path.join(folder, 'source')
    mkdirSync(source)
    for (const name of ['a', 'b', 'c'])
      writeFileSync(path.join(source, `${name}.jpg`), await noisyJpeg(320 + name.charCodeAt(0)))
    const project = closedAfterTest(createProject(folder, 'Test'))
    await importDataset(project, { source, format: 'auto' }, quietJob)
    drive.fill()
    const out = path.join(drive.folder, 'out')
    await expect(exportDataset(project, out, 'images', quietJob)).rejects.toThrow()
    expect(readdirSync(drive.folder)).toEqual(['filler'])
  })

  it('full: the list of recent projects does not keep a project from opening', () => {
    const drive = makeDrive(1)
    const registry = new ProjectRegistry({ onOpened: closedAfterTest })
    const recents = new RecentProjects(path.join(drive.folder, 'data'))
    const failed: unknown[] = []
    const sample = () => expect.fail('not asked for')
    const projects = createProjectServices({ registry, recents, sample, onError: (error) => failed.push(error) })
    drive.fill()
    expect(projects.create(temporaryFolder(), 'One').name).toBe('One')
    expect(failed).toHaveLength(1)
  })

  it('locked: opens to be read, an older project too, and writes nothing', () => {
    const drive = makeDrive(8)
    const project = projectOn(drive.folder)
    const before = contentDigest(project)
    project.close()
    const old = makeOlderProject(drive.folder, 'Old', 3)
    drive.lock()
    const readOnly = closedAfterTest(openProject(project.path))
    expect(readOnly.notice).toMatch(/folder cannot be written to/)
    expect(contentDigest(readOnly)).toBe(before)
    expect(() => addTo(readOnly, 'bird')).toThrow(code('READ_ONLY', /cannot be written to/))
    expect(() => createProject(drive.folder, 'New')).toThrow(expect.objectContaining({ code: 'EROFS' }))
    expect(listClasses(closedAfterTest(openProject(old)))).toHaveLength(1)
  })

  it('pulled out: refuses to write, says so, and goes on when it is back', async () => {
    const drive = makeDrive(8)
    const { projects, registry } = studio()
    const { id, path: place } = projects.create(drive.folder, 'Test')
    addTo(registry.get(id), 'cat')
    const held = registry.get(id)
    drive.pull()
    expect(existsSync(place)).toBe(false)
    expect(() => addTo(held, 'lost')).toThrow(code('NOT_FOUND', /is no longer there.*its drive was/))
    await expect(projects.summary(id)).rejects.toThrow(code('NOT_FOUND', /does not exist/))
    onTestFinished(() => held.close())
    // The drive is back with what was saved on it: here a project of the same name and place.
    mkdirSync(drive.folder, { recursive: true })
    closedAfterTest(createProject(drive.folder, 'Test'))
    expect(await projects.summary(id)).toMatchObject({ id, classes: 0, readOnly: false })
  })
})

it('removed or replaced while it is open: refuses to write into a file that nobody will find again', () => {
  const project = projectOn(temporaryFolder())
  project.database.emptyLog()
  const { file } = makeBackup(project.database, 'request')
  const database = path.join(project.path, 'project.db')
  writeFileSync(`${database}.new`, readFileSync(file))
  renameSync(`${database}.new`, database)
  expect(() => addTo(project, 'bird')).toThrow(code('CONFLICT', /was replaced by another one/))
  rmSync(database)
  expect(() => addTo(project, 'bird')).toThrow(code('NOT_FOUND', /is no longer there/))
})

it('moved while it is open: says so, and opens at its new place with everything', async () => {
  const folder = temporaryFolder()
  const { projects, registry } = studio()
  const { id, path: place } = projects.create(folder, 'Test')
  addTo(registry.get(id), 'cat')
  const moved = path.join(folder, 'Elsewhere.focal')
  renameSync(place, moved)
  await expect(projects.summary(id)).rejects.toThrow(code('NOT_FOUND', /does not exist/))
  expect(projects.open(moved)).toMatchObject({ name: 'Elsewhere', classes: 1, readOnly: false })
  renameSync(moved, place)
  expect(await projects.summary(id)).toMatchObject({ name: 'Test', classes: 1 })
})
