/**
 * Pictures that are too large to be shown whole, in squares at full size: cut all at once when the first is asked for, kept
 * in the project's cache, which may be deleted at any time.
 */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import { decodeError } from './damage.ts'
import { Limiter } from './limiter.ts'
import { openImage } from './open.ts'
import { readImage } from './read.ts'
import type { RenditionSource } from './renditions.ts'

/** Sides of a tile in pixels; those at the right and lower border are smaller. */
export const TILE_SIDE = 1024
export const TILE_MIME = 'image/jpeg'

/** Next to lossless: pixels are looked at one by one. */
const QUALITY = 95
/** Of a picture of 100 megapixels they take about 50 MB. */
const KEPT_PICTURES = 8

/** Cutting holds a picture's bytes, and turned ones whole: one at a time. */
const limiter = new Limiter(1)
const inProgress = new Map<string, Promise<string>>()

/**
 * The bytes (JPEG, upright) of the tile in this column and row.
 * @throws NOT_FOUND where the picture has no such tile or its file is gone, BROKEN_FILE when it cannot be decoded.
 */
export async function tileBytes(source: RenditionSource, column: number, row: number): Promise<Buffer> {
  const folder = await tilesFolder(source)
  try {
    return await readFile(path.join(folder, '0', `${column}_${row}.jpeg`))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const where = `column ${column}, row ${row}`
    throw new StudioError('NOT_FOUND', `${source.name} has no tile in ${where}.`, undefined, {}, error)
  }
}

/** The folder of a picture's tiles, which are made where they are not there. */
async function tilesFolder(source: RenditionSource): Promise<string> {
  const root = source.cacheFolder === null ? await scratch() : path.join(path.dirname(source.cacheFolder), 'tiles')
  const folder = path.join(root, source.hash)
  if (await stat(folder).catch(() => null)) return folder
  const running = inProgress.get(folder)
  if (running) return running
  const work = limiter.run(() => cut(source, folder))
  inProgress.set(folder, work)
  try {
    return await work
  } finally {
    inProgress.delete(folder)
  }
}

/** Appears whole or not at all. */
async function cut(source: RenditionSource, folder: string): Promise<string> {
  const root = path.dirname(folder)
  const temporary = path.join(root, `${randomUUID()}.tmp`)
  await mkdir(root, { recursive: true })
  try {
    const image = await openImage(await fileBytes(source), source.name, 'none')
    await image
      .autoOrient()
      .flatten({ background: '#fff' })
      .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
      .tile({ size: TILE_SIDE, depth: 'one', layout: 'dz' })
      .toFile(`${temporary}.dz`)
    // The library names the folder after the file that would describe it.
    await rename(`${temporary}_files`, folder)
    await makeRoom(root, folder)
    return folder
  } catch (error) {
    throw decodeError(error, source.name)
  } finally {
    const rest = [`${temporary}.dzi`, `${temporary}_files`, `${temporary}.dz`]
    await Promise.all(rest.map((file) => rm(file, { recursive: true, force: true })))
  }
}

async function fileBytes({ file, name }: RenditionSource): Promise<Buffer> {
  try {
    return await readImage(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const hint = 'Check that its folder or drive is still there.'
    throw new StudioError('NOT_FOUND', `The file of ${name} is missing.`, hint, { path: file }, error)
  }
}

/** Removes the tiles of the pictures that were cut longest ago. */
async function makeRoom(root: string, newest: string): Promise<void> {
  const now = new Date()
  await utimes(newest, now, now)
  const names = (await readdir(root)).filter((name) => !name.includes('.'))
  const dated = await Promise.all(
    names.map(async (name) => ({ name, cut: (await stat(path.join(root, name))).mtimeMs })),
  )
  const old = dated.toSorted((a, b) => b.cut - a.cut).slice(KEPT_PICTURES)
  await Promise.all(old.map(({ name }) => rm(path.join(root, name), { recursive: true, force: true })))
}

let scratchFolder: Promise<string> | null = null
/** For projects whose cache cannot be written; gone when the engine ends. */
function scratch(): Promise<string> {
  scratchFolder ??= mkdtemp(path.join(os.tmpdir(), 'focal-studio-tiles-')).then((folder) => {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    return folder
  })
  return scratchFolder
}
