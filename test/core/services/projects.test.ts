import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { StudioError } from '../../../core/api/errors.ts'
import type { Services } from '../../../core/api/services.ts'
import { recordChange } from '../../../core/project/history.ts'
import { addImage } from '../../../core/project/images.ts'
import { openProject, type Project } from '../../../core/project/project.ts'
import { createClassServices } from '../../../core/services/classes.ts'
import { createImageServices } from '../../../core/services/images.ts'
import { createLabelServices } from '../../../core/services/labels.ts'
import { createProjectServices } from '../../../core/services/projects.ts'
import { RecentProjects } from '../../../core/services/recents.ts'
import { ProjectRegistry } from '../../../core/services/registry.ts'
import { closedAfterTest, newImage, temporaryFolder } from '../project/temporaryProject.ts'

interface Studio extends Pick<Services, 'images' | 'labels' | 'classes'> {
  projects: ReturnType<typeof createProjectServices>
  folder: string
  registry: ProjectRegistry
  recents: RecentProjects
}

function studio(): Studio {
  const folder = temporaryFolder()
  const registry = new ProjectRegistry({ onOpened: closedAfterTest })
  const recents = new RecentProjects(path.join(folder, 'data'))
  const projects = createProjectServices({
    registry,
    recents,
    sample: () => {
      throw new StudioError('UNSUPPORTED', 'Not asked for here.')
    },
    onError: (error) => expect.fail(String(error)),
  })
  const keeper = { before: async () => {} }
  const images = createImageServices(registry, keeper)
  return {
    folder,
    registry,
    recents,
    projects,
    images,
    labels: createLabelServices(registry),
    classes: createClassServices(registry, keeper),
  }
}

/** Files are looked for beside the answer: on a busy machine that takes a while. */
const WAIT = { timeout: 20_000, interval: 20 }
const all = { filter: {}, sort: 'path', descending: false } as const

it('remembers projects, newest first, and notices when one is gone', async () => {
  const { folder, projects } = studio()
  const one = projects.create(folder, 'One')
  const two = projects.create(path.join(folder, 'deeper'), 'Two')
  projects.open(one.path)
  expect(projects.recent().map((recent) => recent.name)).toEqual(['One', 'Two'])
  projects.close(two.id)
  rmSync(two.path, { recursive: true })
  expect(projects.recent().find((recent) => recent.name === 'Two')?.exists).toBe(false)
  expect(projects.forget(two.path).map((recent) => recent.name)).toEqual(['One'])
  await expect(projects.summary(two.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('tells how many images a project holds, whoever has added them', () => {
  const { folder, projects, registry } = studio()
  const { id, path: location } = projects.create(folder, 'One')
  const images = () => projects.recent()[0]?.images
  expect(images()).toBe(0)
  const add = (project: Project, name: string) =>
    recordChange(project, 'Add', (change) => addImage(change, newImage(name)))
  add(registry.get(id), 'by the API.jpg')
  expect(images()).toBe(1)
  // The command line does it in a process of its own, here while the project is open, then when it is not.
  const other = openProject(location)
  add(other, 'beside.jpg')
  expect(images()).toBe(2)
  registry.close(id)
  add(other, 'alone.jpg')
  other.close()
  expect(images()).toBe(3)
  expect(readdirSync(location).filter((name) => name.startsWith('project.db'))).toEqual(['project.db'])
})

it('keeps the number of a project that cannot be read now', () => {
  const { folder, projects, registry } = studio()
  const { id, path: location } = projects.create(folder, 'One')
  recordChange(registry.get(id), 'Add', (change) => addImage(change, newImage('a.jpg')))
  expect(projects.recent()[0]?.images).toBe(1)
  registry.close(id)
  writeFileSync(path.join(location, 'project.db'), 'not a database')
  expect(projects.recent()[0]).toMatchObject({ images: 1, exists: true })
  rmSync(location, { recursive: true })
  expect(projects.recent()[0]).toMatchObject({ images: 1, exists: false })
})

it('opens a project once, and the same id leads to it in the next session', () => {
  const { folder, projects, registry } = studio()
  const created = projects.create(folder, 'One')
  expect(projects.open(created.path)).toEqual(created)
  expect(registry.list()).toHaveLength(1)
  projects.close(created.id)
  expect(registry.list()).toHaveLength(0)
  expect(projects.open(created.path).id).toBe(created.id)
})

it('starts anew with a list of recent projects that cannot be read', () => {
  const { folder, projects } = studio()
  projects.create(folder, 'One')
  writeFileSync(path.join(folder, 'data', 'recent-projects.json'), '[{"name": 3}')
  expect(projects.recent()).toEqual([])
})

it('marks images whose files are gone, and takes the mark away when they are back', async () => {
  const { folder, projects, images, registry } = studio()
  const { id, path: location } = projects.create(folder, 'One')
  for (const name of ['here.jpg', 'gone.jpg']) {
    recordChange(registry.get(id), 'Add', (change) => addImage(change, newImage(name)))
  }
  writeFileSync(path.join(folder, 'here.jpg'), '')
  const problems = () => images.page(id, all, 0, 9).rows.map((row) => row.problem)
  projects.open(location)
  await vi.waitFor(() => expect(problems()).toEqual(['The file is missing.', null]), WAIT)
  expect((await projects.summary(id)).broken).toBe(1)
  writeFileSync(path.join(folder, 'gone.jpg'), '')
  projects.open(location)
  await vi.waitFor(() => expect(problems()).toEqual([null, null]), WAIT)
})

it('says in words what undo would take back', async () => {
  const { folder, projects, images, labels, classes, registry } = studio()
  const { id } = projects.create(folder, 'One')
  const first = recordChange(registry.get(id), 'Import', (change) => addImage(change, newImage('a.jpg')))
  const second = recordChange(registry.get(id), 'Import', (change) => addImage(change, newImage('b.jpg')))
  const title = () => labels.history(id).undo?.title
  const cat = classes.add(id, 'cat')
  expect(cat).toMatchObject({ name: 'cat', position: 0, boxCount: 0 })
  expect(title()).toBe('Add class cat')
  const dog = classes.add(id, 'dog', '#00ff00')
  const box = { classId: cat.id, x1: 0, y1: 0, x2: 9, y2: 9 }
  const edited = labels.edit(id, first, [{ kind: 'add', box }], 'Draw cat')
  expect(edited.labels.boxes.map((one) => one.id)).toEqual(edited.added)
  expect(edited.history.undo?.title).toBe('Draw cat')
  classes.update(id, cat.id, { name: 'Cat' })
  expect(title()).toBe('Rename cat to Cat')
  await classes.merge(id, [dog.id], cat.id)
  expect(title()).toBe('Merge dog into Cat')
  expect((await images.setState(id, [first, second], 'done')).undo?.title).toBe('Mark 2 images as done')
  expect((await images.counts(id, {})).states).toMatchObject({ done: 1, empty: 1 })
  expect((await images.setSplit(id, [second], 'val')).undo?.title).toBe('Put image in the validation part')
  expect((await images.setSplit(id, [second], null)).undo?.title).toBe('Take image out of all parts')
  expect((await images.remove(id, [second])).undo).toMatchObject({ title: 'Remove image', imageIds: [second] })
  expect((await labels.undo(id)).step?.title).toBe('Remove image')
  expect(await labels.redo(id)).toMatchObject({ step: { imageIds: [second] }, history: { redo: null } })
  expect(await classes.remove(id, cat.id)).toEqual([])
  expect(labels.get(id, first).boxes).toEqual([])
  expect(await images.ids(id, all)).toEqual([first])
})

it('finds images by class, state, part, text and trouble', async () => {
  const { folder, projects, images, labels, classes, registry } = studio()
  const { id } = projects.create(folder, 'One')
  const names = ['day 1/ÄRA 10.jpg', 'day 1/ära 9.jpg', 'night/b.jpg']
  const ids = recordChange(registry.get(id), 'Import', (change) =>
    names.map((name) =>
      addImage(change, newImage(name, name.startsWith('n') ? { problem: 'It ends too early.' } : {})),
    ),
  )
  const cat = classes.add(id, 'cat').id
  labels.edit(id, ids[2]!, [{ kind: 'add', box: { classId: cat, x1: 0, y1: 0, x2: 9, y2: 9 } }], 'Draw')
  await images.setSplit(id, [ids[0]!], 'test')
  const found = (filter: Parameters<Services['images']['counts']>[1]) => images.ids(id, { ...all, filter })
  expect(await found({})).toEqual([ids[1], ids[0], ids[2]])
  expect(await found({ text: 'Ära' })).toEqual([ids[1], ids[0]])
  expect(await found({ text: '100%' })).toEqual([])
  expect(await found({ classIds: [cat] })).toEqual([ids[2]])
  expect(await found({ states: ['new'] })).toEqual([ids[1], ids[0]])
  expect(await found({ splits: ['test'] })).toEqual([ids[0]])
  expect(await found({ splits: ['none', 'train'] })).toEqual([ids[1], ids[2]])
  expect(await found({ broken: true })).toEqual([ids[2]])
  expect(await found({ ids: [ids[2]!, ids[0]!] })).toEqual([ids[0], ids[2]])
  expect(await images.counts(id, { states: ['new'], text: 'day' })).toEqual({
    total: 2,
    states: { new: 2, 'in-progress': 0, done: 0, empty: 0 },
    splits: { train: 0, val: 0, test: 1, none: 1, out: 0 },
    classes: {},
    broken: 0,
  })
  expect(images.page(id, { ...all, sort: 'boxes', descending: true }, 0, 1)).toMatchObject({
    total: 3,
    rows: [{ id: ids[2], name: 'b.jpg', boxCount: 1, boxes: [{ classId: cat, x1: 0, x2: 9 }] }],
  })
})
