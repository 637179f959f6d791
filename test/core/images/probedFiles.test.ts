import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { probeImage } from '../../../core/images/probe.ts'
import { ProbedFiles } from '../../../core/images/probedFiles.ts'

let folder: string
let cache: string
let file: string
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'focal-probed-'))
  cache = path.join(folder, 'cache')
  file = path.join(folder, 'a.png')
  writeFileSync(file, await picture(20))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const picture = (width: number) =>
  sharp({ create: { width, height: 10, channels: 3, background: '#888' } })
    .png()
    .toBuffer()

/** As an import an hour from now would find it. */
async function probeLater(place = file): Promise<number> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  const probed = new ProbedFiles(cache)
  try {
    return (await probed.probe(place)).width
  } finally {
    probed.close()
    vi.useRealTimers()
  }
}

/** Paths that are kept. */
function kept(): string[] {
  const database = new DatabaseSync(path.join(cache, 'files.db'))
  try {
    return database
      .prepare('SELECT path FROM files')
      .all()
      .map((row) => String(row['path']))
  } finally {
    database.close()
  }
}

function change(values: string): void {
  const database = new DatabaseSync(path.join(cache, 'files.db'))
  database.exec(`UPDATE files SET ${values}`)
  database.close()
}

function forge(width: number): void {
  change(`width = ${width}`)
}

it('keeps what probing finds, and uses it again', async () => {
  const probed = new ProbedFiles(cache)
  const { kind: _kind, pages: _pages, ...facts } = await probeImage(file)
  expect(await probed.probe(file)).toEqual(facts)
  probed.close()
  await probeLater()
  // That the file is not read a second time shows in what only the cache says.
  forge(77)
  expect(await probeLater()).toBe(77)
})

it('reads a file anew when anything about it has changed', async () => {
  await probeLater()
  forge(77)
  writeFileSync(file, await picture(30))
  expect(await probeLater()).toBe(30)
  forge(77)
  // With the same size, and the time of change of its content set back.
  const before = readFileSync(file)
  const other = await picture(40)
  const size = Math.max(before.length, other.length)
  const old = new Date(1_600_000_000_000)
  for (const [bytes, width] of [
    [before, 30],
    [other, 40],
    [before, 30],
  ] as const) {
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]))
    utimesSync(file, old, old)
    expect(await probeLater()).toBe(width)
    forge(77)
  }
  renameSync(file, path.join(folder, 'b.png'))
  await expect(probeLater()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await probeLater(path.join(folder, 'b.png'))).toBe(30)
})

it('does not decode a file anew that was linked, copied or touched: its bytes are compared', async () => {
  await probeLater()
  forge(77)
  linkSync(file, path.join(folder, 'link.png'))
  expect(await probeLater()).toBe(77)
  utimesSync(file, new Date(), new Date())
  expect(await probeLater()).toBe(77)
  copyFileSync(file, path.join(folder, 'copy.png'))
  renameSync(path.join(folder, 'copy.png'), file)
  expect(await probeLater()).toBe(77)
  // Its new stamp is kept: it is not even read, or another hash would show.
  change("hash = 'of other bytes'")
  expect(await probeLater()).toBe(77)
})

it('does not remember a file that has changed a moment ago: it may change again without a trace', async () => {
  const probed = new ProbedFiles(cache)
  await probed.probe(file)
  probed.close()
  expect(kept()).toEqual([])
  await probeLater()
  expect(kept()).toEqual([path.join('..', 'a.png')])
})

it('moves with a project and its images', async () => {
  await probeLater()
  forge(77)
  const before = folder
  folder = `${before}-moved`
  renameSync(before, folder)
  cache = path.join(folder, 'cache')
  // The folder above was renamed: the files themselves were not touched.
  expect(await probeLater(path.join(folder, 'a.png'))).toBe(77)
})

it('begins again when the cache is damaged or of another version', async () => {
  mkdirSync(cache)
  writeFileSync(
    path.join(cache, 'files.db'),
    'This is no database, but a text that is long enough to be looked at. '.repeat(20),
  )
  expect(await probeLater()).toBe(20)
  expect(kept()).toHaveLength(1)
  forge(77)
  const database = new DatabaseSync(path.join(cache, 'files.db'))
  database.exec('PRAGMA user_version = 999')
  database.close()
  expect(await probeLater()).toBe(20)
})

it('probes without remembering where nothing can be written', async () => {
  // A file where the folder should be.
  writeFileSync(cache, '')
  expect(await probeLater()).toBe(20)
  expect(readdirSync(folder).sort()).toEqual(['a.png', 'cache'])
  expect(existsSync(path.join(cache, 'files.db'))).toBe(false)
})
