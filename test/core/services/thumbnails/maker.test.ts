import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { thumbnailFolder } from '../../../../core/images/renditions.ts'
import type { Project } from '../../../../core/project/project.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { ThumbnailMaker, type MakerOptions } from '../../../../core/services/thumbnails/maker.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from '../dataset/helpers.ts'

const WAIT = { timeout: 30_000, interval: 50 }
const IDLE_MS = 80

async function projectOf(images: number): Promise<Project> {
  const project = newProject()
  await add(project, images)
  return project
}

async function add(project: Project, images: number, first = 0): Promise<void> {
  const source = temporaryFolder()
  for (let index = first; index < first + images; index++) {
    write(source, { [`${index}.jpg`]: await jpeg(400, 300, index) })
  }
  await importDataset(project, { source, format: 'auto', copy: true }, quietJob)
}

function makerOf(options: Partial<MakerOptions> = {}) {
  const failed: unknown[] = []
  const maker = new ThumbnailMaker({
    isBusy: () => false,
    onError: (error) => failed.push(error),
    idleMs: IDLE_MS,
    leastImages: 5,
    ...options,
  })
  onTestFinished(() => maker.close())
  return { maker, failed }
}

function made(project: Project): number {
  const folder = thumbnailFolder(project.path)
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('-320.webp')).length : 0
}

it('makes the thumbnails of what there is, and of what comes', async () => {
  const project = await projectOf(8)
  const { maker, failed } = makerOf()
  maker.add(project)
  await vi.waitFor(() => expect(made(project)).toBe(8), WAIT)
  await add(project, 3, 100)
  await vi.waitFor(() => expect(made(project)).toBe(11), WAIT)
  expect(failed).toEqual([])
})

it('rests while somebody works, and while something runs', async () => {
  const project = await projectOf(8)
  let busy = true
  const { maker } = makerOf({ isBusy: () => busy })
  maker.add(project)
  await sleep(6 * IDLE_MS)
  expect(made(project)).toBe(0)
  busy = false
  const asking = setInterval(() => maker.touch(), IDLE_MS / 8)
  maker.touch()
  await sleep(6 * IDLE_MS)
  clearInterval(asking)
  expect(made(project)).toBeLessThan(8)
  await vi.waitFor(() => expect(made(project)).toBe(8), WAIT)
})

it('makes none for small projects, nor more than the disk is to hold, nor after a project is closed', async () => {
  const small = await projectOf(3)
  const full = await projectOf(8)
  const closed = await projectOf(8)
  const { maker, failed } = makerOf({ mostBytes: 0 })
  for (const project of [small, full, closed]) maker.add(project)
  maker.remove(closed)
  await sleep(8 * IDLE_MS)
  expect([small, full, closed].map(made)).toEqual([0, 0, 0])
  expect(failed).toEqual([])
})
