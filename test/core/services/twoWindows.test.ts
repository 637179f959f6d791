/** Two studios, or two windows of one, on one project: each sees what the other did, and nothing is lost silently. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../../core/engine.ts'
import { recordChange } from '../../../core/project/history.ts'
import { addImage } from '../../../core/project/images.ts'
import { createProject, openProject } from '../../../core/project/project.ts'
import { newImage, temporaryFolder } from '../project/temporaryProject.ts'

const box = { x1: 0, y1: 0, x2: 9, y2: 9 }

function studioIn(folder: string): Engine {
  const engine = createEngine({ host: 'web', dataFolder: folder })
  onTestFinished(() => engine.close())
  return engine
}

function projectWithImage(): { place: string; image: number } {
  const project = createProject(temporaryFolder(), 'Shared')
  const image = recordChange(project, 'Add', (change) => addImage(change, newImage('a.jpg')))
  project.close()
  return { place: project.path, image }
}

it('shows in one studio what the other saved, and refuses a change to what is gone', async () => {
  const { place, image } = projectWithImage()
  const one = studioIn(temporaryFolder()).services
  const other = studioIn(temporaryFolder()).services
  const { id } = one.projects.open(place)
  expect(other.projects.open(place).id).toBe(id)
  const cat = one.classes.add(id, 'cat').id
  const drawn = other.labels.edit(id, image, [{ kind: 'add', box: { ...box, classId: cat } }], 'Draw').added[0]!
  expect(one.labels.get(id, image).boxes).toMatchObject([{ id: drawn, x2: 9 }])
  // Both changes to one box are in the history: the later one counts, and undo brings the other back.
  one.labels.edit(id, image, [{ kind: 'update', id: drawn, change: { x2: 20 } }], 'Widen')
  other.labels.edit(id, image, [{ kind: 'update', id: drawn, change: { y2: 30 } }], 'Heighten')
  expect(one.labels.get(id, image).boxes).toMatchObject([{ x2: 20, y2: 30 }])
  expect(one.labels.history(id).undo?.title).toBe('Heighten')
  await one.labels.undo(id)
  expect(other.labels.get(id, image).boxes).toMatchObject([{ x2: 20, y2: 9 }])
  other.labels.edit(id, image, [{ kind: 'remove', id: drawn }], 'Remove')
  expect(() => one.labels.edit(id, image, [{ kind: 'update', id: drawn, change: { x2: 5 } }], 'Move')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})

it('does not go back to a backup under the hands of the other', async () => {
  const { place } = projectWithImage()
  const one = studioIn(temporaryFolder()).services
  const other = studioIn(temporaryFolder()).services
  one.projects.open(place)
  const { id } = other.projects.open(place)
  const [backup] = (await one.projects.backUp(place)).backups
  other.classes.add(id, 'cat')
  await expect(one.projects.restore(place, backup!.name)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'Shared.focal is open in another window or program.',
  })
  expect(await other.classes.list(id)).toHaveLength(1)
  other.projects.close(id)
  expect(await one.projects.restore(place, backup!.name)).toMatchObject({ images: 1, classes: 0 })
  // A window that still shows the other studio's project finds what is there now.
  expect(await other.projects.summary(id)).toMatchObject({ classes: 0 })
})

it('says that the project is locked, on opening and on saving, and goes on afterwards', async () => {
  const { place } = projectWithImage()
  const { services } = studioIn(temporaryFolder())
  const locker = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', lock(place)])
  onTestFinished(() => void locker.kill('SIGKILL'))
  await new Promise((resolve) => locker.stdout.once('data', resolve))
  expect(() => services.projects.open(place)).toThrow(
    expect.objectContaining({ code: 'CONFLICT', message: expect.stringMatching(/another program|locked/) }),
  )
  await new Promise((resolve) => {
    locker.once('close', resolve)
    locker.kill('SIGKILL')
  })
  const { id } = services.projects.open(place)
  expect(services.classes.add(id, 'cat').name).toBe('cat')
  const check = openProject(place)
  expect(check.database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  check.close()
})

/** A program that takes the database for itself. */
function lock(place: string): string {
  return [
    `import { DatabaseSync } from 'node:sqlite'`,
    `const database = new DatabaseSync(${JSON.stringify(path.join(place, 'project.db'))})`,
    `database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')`,
    `console.log('locked')`,
    `setInterval(() => database, 1000)`,
  ].join('\n')
}
