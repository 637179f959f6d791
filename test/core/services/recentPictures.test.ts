import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { projectId } from '../../../core/project/project.ts'
import { createRecentPictureHandler } from '../../../core/services/recentPictures.ts'
import { RecentProjects } from '../../../core/services/recents.ts'

let folder: string
let project: string
let recents: RecentProjects
const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64))

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'focal-recent-')))
  project = path.join(folder, 'cells.focal')
  const cache = path.join(project, 'cache', 'thumbnails')
  mkdirSync(cache, { recursive: true })
  for (const name of names) writeFileSync(path.join(cache, `${name}-320.webp`), name)
  writeFileSync(path.join(cache, 'half-written.tmp'), '')
  recents = new RecentProjects(folder)
  recents.remember({ name: 'cells', path: project, images: 5 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function get(address: string): Promise<Response | null> {
  return createRecentPictureHandler(recents)(new Request(`http://localhost${address}`))
}

it('lists four cached thumbnails and serves them', async () => {
  const pictures = recents.list()[0]?.pictures ?? []
  expect(pictures).toHaveLength(4)
  const answer = await get(pictures[0] ?? '')
  expect(answer?.status).toBe(200)
  expect(answer?.headers.get('content-type')).toBe('image/webp')
  expect(names).toContain(await answer?.text())
})

it('serves nothing of projects that are not in the list, and nothing but thumbnails', async () => {
  expect((await get(`/files/recent/${projectId('/elsewhere.focal')}/${names[0]}-320`))?.status).toBe(404)
  expect((await get(`/files/recent/${projectId(project)}/${'f'.repeat(64)}-320`))?.status).toBe(404)
  expect(await get(`/files/recent/${projectId(project)}/..%2Fproject.db`)).toBeNull()
  expect(await get(`/files/${projectId(project)}/1/thumb`)).toBeNull()
})

it('has none for a project without a cache', () => {
  rmSync(path.join(project, 'cache'), { recursive: true })
  expect(recents.list()[0]?.pictures).toEqual([])
})

it('keeps the facts of a listed project up to date, and its place', () => {
  recents.remember({ name: 'other', path: path.join(folder, 'other.focal'), images: 1 })
  recents.update({ name: 'cells', path: project, images: 9 })
  recents.update({ name: 'unknown', path: path.join(folder, 'unknown.focal'), images: 9 })
  expect(recents.list().map((recent) => [recent.name, recent.images])).toEqual([
    ['other', 1],
    ['cells', 9],
  ])
})
