import { writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createFileHandler } from '../../../core/api/files.ts'
import { StudioError } from '../../../core/api/errors.ts'
import { probeImage } from '../../../core/images/probe.ts'
import { recordChange } from '../../../core/project/history.ts'
import { addImage, getImage } from '../../../core/project/images.ts'
import { storedPath } from '../../../core/project/paths.ts'
import type { Project } from '../../../core/project/project.ts'
import { bitmap, noisyJpeg, picture } from '../images/pictures.ts'
import { temporaryProject } from '../project/temporaryProject.ts'

interface Server {
  project: Project
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>
  /** Saves a file and adds it to the project; its id. */
  add(name: string, bytes: Uint8Array): Promise<number>
}

function server(): Server {
  const project = temporaryProject()
  const handle = createFileHandler((id) => {
    if (id === project.id) return project
    throw new StudioError('NOT_FOUND', 'This project is not open.')
  })
  return {
    project,
    get: (location, headers = {}, method = 'GET') =>
      handle(new Request(`http://studio/files/${location}`, { headers, method })),
    async add(name, bytes) {
      const file = path.join(project.folder, name)
      writeFileSync(file, bytes)
      const { kind: _kind, ...facts } = await probeImage(file)
      const image = { ...facts, path: storedPath(project.folder, file) }
      return recordChange(project, 'Add', (change) => addImage(change, image))
    },
  }
}

async function body(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer())
}

it('sends originals with what browsers need to keep them', async () => {
  const { project, get, add } = server()
  const bytes = await noisyJpeg()
  const id = await add('named wrongly.png', bytes)
  for (const form of ['original', 'display']) {
    const response = await get(`${project.id}/${id}/${form}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    })
    expect(await body(response)).toEqual(bytes)
    const etag = response.headers.get('etag') ?? ''
    expect((await get(`${project.id}/${id}/${form}`, { 'If-None-Match': `"other", W/${etag}` })).status).toBe(304)
  }
  const head = await get(`${project.id}/${id}/original`, {}, 'HEAD')
  expect(head.headers.get('content-length')).toBe(String(bytes.length))
  expect(await body(head)).toHaveLength(0)
})

it('lets browsers keep for good what is named by its content', async () => {
  const { project, get, add } = server()
  const id = await add('a.jpg', await noisyJpeg())
  const { hash } = getImage(project, id)
  const caching = async (location: string) => {
    const response = await get(`${project.id}/${id}/${location}`)
    await response.body?.cancel()
    return response.headers.get('cache-control')
  }
  const forever = 'private, max-age=31536000, immutable'
  expect(await caching(`thumb?v=${hash.slice(0, 12)}`)).toBe(forever)
  expect(await caching(`original?v=${hash}`)).toBe(forever)
  for (const other of ['', hash.slice(0, 4), 'f'.repeat(12)]) {
    expect(await caching(`thumb?v=${other}`)).toBe('private, no-cache')
  }
  writeFileSync(path.join(project.folder, 'a.jpg'), await noisyJpeg(100, 100))
  expect(await caching(`original?v=${hash}`)).toBe('private, no-cache')
})

it('notices that a file was replaced', async () => {
  const { project, get, add } = server()
  const id = await add('a.jpg', await noisyJpeg())
  const before = await get(`${project.id}/${id}/original`)
  await before.body?.cancel()
  writeFileSync(path.join(project.folder, 'a.jpg'), await noisyJpeg(100, 100))
  const after = await get(`${project.id}/${id}/original`, { 'If-None-Match': before.headers.get('etag') ?? '' })
  expect(after.status).toBe(200)
  await after.body?.cancel()
})

it('shows the first frame of an animation, and nothing that moves', async () => {
  const { project, get, add } = server()
  const frames = Buffer.concat([Buffer.alloc(64 * 3, 255), Buffer.alloc(64 * 3, 0)])
  const raw = { width: 8, height: 16, channels: 3 as const, pageHeight: 8 }
  const id = await add('moving.gif', await sharp(frames, { raw }).gif().toBuffer())
  const response = await get(`${project.id}/${id}/display`)
  const shown = await body(response)
  expect(response.headers.get('content-type')).toBe('image/webp')
  expect(await sharp(shown).metadata()).toMatchObject({ width: 8, height: 8 })
  expect((await sharp(shown).stats()).channels[0]?.min).toBeGreaterThan(250)
})

it.each([
  ['bytes=0-9', 206, [0, 10]],
  ['bytes=100-', 206, [100, undefined]],
  ['bytes=-7', 206, [-7, undefined]],
  ['bytes=5-99999999', 206, [5, undefined]],
  ['bytes=9-5', 200, [0, undefined]],
  ['bytes=0-1,3-4', 200, [0, undefined]],
  ['bytes=99999999-', 416, [0, 0]],
] as const)('answers Range %s', async (range, status, [start, end]) => {
  const { project, get, add } = server()
  const bytes = await noisyJpeg()
  const response = await get(`${project.id}/${await add('a.jpg', bytes)}/original`, { Range: range })
  expect(response.status).toBe(status)
  expect(await body(response)).toEqual(bytes.subarray(start, end))
})

it('makes thumbnails, and display versions of what browsers cannot show', async () => {
  const { project, get, add } = server()
  const tiff = await add('scan.tif', await picture(900, 600).tiff().toBuffer())
  const thumb = await get(`${project.id}/${tiff}/thumb?size=160`)
  expect(thumb.headers.get('content-type')).toBe('image/webp')
  expect((await body(thumb)).subarray(8, 12).toString()).toBe('WEBP')
  const etag = thumb.headers.get('etag') ?? ''
  expect((await get(`${project.id}/${tiff}/thumb?size=150`, { 'If-None-Match': etag })).status).toBe(304)
  expect((await get(`${project.id}/${tiff}`)).headers.get('content-type')).toBe('image/webp')
  const turned = await add('turned.png', await picture(90, 60).withMetadata({ orientation: 6 }).png().toBuffer())
  expect((await get(`${project.id}/${turned}/display`)).headers.get('content-type')).toBe('image/webp')
  const bmp = await add(
    'a.bmp',
    bitmap(40, 30, () => [1, 2, 3]),
  )
  const shown = await get(`${project.id}/${bmp}/display`)
  expect(shown.headers.get('content-type')).toBe('image/bmp')
  await shown.body?.cancel()
})

it('hands out pictures of the project and nothing else', async () => {
  const { project, get, add } = server()
  const id = await add('a.jpg', await noisyJpeg())
  const status = async (location: string) => (await get(location)).status
  expect(await status(`other/${id}/original`)).toBe(404)
  expect(await status(`${project.id}/999/original`)).toBe(404)
  for (const location of ['', '..', `${project.id}/../../etc/passwd`, `${project.id}/${id}/original/..%2f..%2fetc`]) {
    expect(await status(location)).toBe(404)
  }
  expect(await status(`${project.id}/${id}/thumb?size=-1`)).toBe(400)
  expect((await get(`${project.id}/${id}/original`, {}, 'POST')).status).toBe(405)
  // A project from a stranger may name any file.
  writeFileSync(path.join(project.folder, 'secret.txt'), 'not a picture')
  project.database.run("UPDATE images SET path = 'secret.txt' WHERE id = ?", id)
  expect(await status(`${project.id}/${id}/original`)).toBe(415)
  project.database.run("UPDATE images SET path = 'gone.jpg' WHERE id = ?", id)
  const gone = await get(`${project.id}/${id}/original`)
  expect(gone.status).toBe(404)
  expect(await gone.json()).toMatchObject({ code: 'NOT_FOUND', message: 'The file of a.jpg is missing.' })
})

it('sends parts of a picture at full size', async () => {
  const { project, get, add } = server()
  const id = await add('picture.jpg', await noisyJpeg())
  const at = (column: string, row: string) => get(`${project.id}/${id}/tile?column=${column}&row=${row}`)
  const response = await at('0', '0')
  expect(response.headers.get('content-type')).toBe('image/jpeg')
  expect(await sharp(await body(response)).metadata()).toMatchObject({ width: 320, height: 240 })
  expect((await at('1', '0')).status).toBe(404)
  for (const wrong of ['-1', '0.5', '', '../0']) expect((await at(wrong, '0')).status).toBe(400)
})
