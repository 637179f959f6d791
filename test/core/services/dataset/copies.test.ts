/** Pictures that imports copy into the project: never over another file, and not left behind by a kill. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { recordChange, undo } from '../../../../core/project/history.ts'
import { addImage, imageFile, listImages, removeImages } from '../../../../core/project/images.ts'
import { clearCopies } from '../../../../core/services/dataset/copyNotes.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { newImage } from '../../project/temporaryProject.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from './helpers.ts'

it('are never written over a file that undo may bring back', async () => {
  const project = newProject()
  const take = async (seed: number) => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': await jpeg(40, 30, seed) })
    await importDataset(project, { source: folder, format: 'images', copy: true }, quietJob)
    return readFileSync(path.join(folder, 'a.jpg'))
  }
  const first = await take(1)
  const [image] = listImages(project)
  recordChange(project, 'Remove', (change) => removeImages(change, [image!.id]))
  const second = await take(2)
  expect(listImages(project).map(({ path: stored }) => stored)).toEqual(['Test.focal/images/a-2.jpg'])
  undo(project)
  undo(project)
  expect(readFileSync(imageFile(project, listImages(project)[0]!)).equals(first)).toBe(true)
  // The copy of the undone import is still there, and used when the same picture comes again.
  write(path.join(project.folder, 'more'), { 'a.jpg': second })
  await importDataset(project, { source: path.join(project.folder, 'more'), format: 'images', copy: true }, quietJob)
  expect(readdirSync(path.join(project.path, 'images')).sort()).toEqual(['a-2.jpg', 'a.jpg'])
})

it('go when the import was killed, but for those that the project has', async () => {
  const project = newProject()
  const pictures = path.join(project.path, 'images')
  mkdirSync(pictures)
  writeFileSync(path.join(pictures, 'mine.jpg'), 'mine')
  const script = path.join(import.meta.dirname, 'copyToKill.ts')
  const files = ['a.jpg', 'sub/b.jpg', 'known.jpg']
  const child = spawn(process.execPath, ['--no-warnings', script, project.path, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  recordChange(project, 'Add', (change) => addImage(change, newImage('Test.focal/images/known.jpg')))
  // At work still.
  await clearCopies(project)
  expect(readdirSync(pictures)).toContain('a.jpg')
  child.kill('SIGKILL')
  await once(child, 'close')
  await clearCopies(project)
  const left = readdirSync(pictures, { recursive: true }).map(String)
  expect(left.sort()).toEqual(['known.jpg', 'mine.jpg', 'sub'])
  expect(readdirSync(path.join(project.path, 'unfinished'))).toEqual([])
})

it('are not removed outside the folder of pictures, whatever a note says', async () => {
  const project = newProject()
  const note = {
    program: 'focal-studio',
    folder: 'copies-0123456789ab',
    host: hostname(),
    pid: 2 ** 30,
    files: ['project.db', '../a'],
  }
  mkdirSync(path.join(project.path, 'unfinished'))
  writeFileSync(path.join(project.folder, 'a'), 'a')
  const file = path.join(project.path, 'unfinished', 'copies-0123456789ab.json')
  writeFileSync(file, JSON.stringify(note))
  await clearCopies(project)
  expect(readdirSync(path.join(project.path, 'unfinished'))).toEqual([])
  expect(readdirSync(project.path)).toContain('project.db')
  expect(readFileSync(path.join(project.folder, 'a'), 'utf8')).toBe('a')
})

it('go when the import is cancelled after the last one', async () => {
  const project = newProject()
  const folder = temporaryFolder()
  write(folder, { 'a.jpg': await jpeg(40, 30), 'b.jpg': await jpeg(40, 30, 2) })
  const cancel = new AbortController()
  const job = {
    signal: cancel.signal,
    progress(done: number, total: number | null, message = '') {
      if (message.startsWith('Copying') && done === total) cancel.abort(new Error('Enough.'))
    },
  }
  const importing = importDataset(project, { source: folder, format: 'images', copy: true }, job)
  await expect(importing).rejects.toThrow('Enough.')
  expect(listImages(project)).toEqual([])
  expect(readdirSync(path.join(project.path, 'images'))).toEqual([])
  expect(readdirSync(path.join(project.path, 'unfinished'))).toEqual([])
})

it('stay once the project knows them, even when their note cannot be removed', async () => {
  const project = newProject()
  const folder = temporaryFolder()
  write(folder, { 'a.jpg': await jpeg(40, 30) })
  const notes = path.join(project.path, 'unfinished')
  const job = {
    ...quietJob,
    progress() {
      // What cannot be removed as a file.
      for (const note of existsSync(notes) ? readdirSync(notes) : []) {
        rmSync(path.join(notes, note), { recursive: true })
        mkdirSync(path.join(notes, note))
      }
    },
  }
  const { images } = await importDataset(project, { source: folder, format: 'images', copy: true }, job)
  expect(images).toBe(1)
  expect(listImages(project).map((image) => existsSync(imageFile(project, image)))).toEqual([true])
})
