import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createEngine, startEngine } from '../../../../core/engine.ts'
import { clearLeftovers, clearProjectLeftovers } from '../../../../core/services/staging/leftovers.ts'
import { STALE_EMPTY_MS } from '../../../../core/services/staging/note.ts'
import { Staging } from '../../../../core/services/staging/staging.ts'
import { temporaryFolder } from '../../project/temporaryProject.ts'

const ID = '0123456789ab'

/** A process that is at work on a target. */
async function atWork(target: string, project?: string): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, 'begin.ts')
  const args = ['--no-warnings', script, target, ...(project === undefined ? [] : [project])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'close')
}

it('leaves nothing behind when it has finished, and puts back what was there when it cannot', async () => {
  const folder = temporaryFolder()
  const target = path.join(folder, 'out')
  const staging = await Staging.begin(target)
  writeFileSync(path.join(staging.folder, 'a.txt'), 'a')
  await staging.finish()
  expect(readdirSync(folder)).toEqual(['out'])
  const second = await Staging.begin(target)
  renameSync(second.folder, path.join(folder, 'gone'))
  await expect(second.finish()).rejects.toThrow('ENOENT')
  await second.discard()
  expect(readdirSync(folder).sort()).toEqual(['gone', 'out'])
  expect(readdirSync(target)).toEqual(['a.txt'])
})

it('removes what a killed process left at the next work for that place, and not what another is at', async () => {
  const folder = temporaryFolder()
  const target = path.join(folder, 'out')
  const killed = await atWork(target)
  const other = await atWork(path.join(folder, 'other'))
  await kill(killed)
  expect(readdirSync(folder)).toHaveLength(4)
  const staging = await Staging.begin(target)
  await staging.finish()
  expect(readdirSync(folder).filter((name) => name.includes('.out.'))).toEqual([])
  expect(await clearLeftovers(path.join(folder, 'other'))).toBe(1)
  await kill(other)
  expect(await clearLeftovers(path.join(folder, 'other'))).toBe(0)
  expect(readdirSync(folder)).toEqual(['out'])
})

it('finds what was left elsewhere when the project is opened', async () => {
  const folder = temporaryFolder()
  const project = path.join(folder, 'P.focal')
  await kill(await atWork(path.join(folder, 'exports', 'out'), project))
  await kill(await atWork(path.join(project, 'images', 'video')))
  expect(readdirSync(path.join(folder, 'exports'))).toHaveLength(2)
  await clearProjectLeftovers(project)
  for (const place of ['exports', 'P.focal/images', 'P.focal/unfinished']) {
    expect(readdirSync(path.join(folder, place))).toEqual([])
  }
})

it('forgets a target whose listing was cut off before it was written', async () => {
  const listed = path.join(temporaryFolder(), 'A.focal', 'unfinished')
  mkdirSync(listed, { recursive: true })
  writeFileSync(path.join(listed, `${ID}.json`), '')
  await clearProjectLeftovers(path.dirname(listed))
  expect(readdirSync(listed)).toEqual([])
})

it('is removed when the engine starts, for every project that it knows', async () => {
  const folder = temporaryFolder()
  const options = { host: 'web', dataFolder: path.join(folder, 'data') } as const
  const before = createEngine(options)
  const { path: project } = before.services.projects.create(folder, 'Known')
  await before.close()
  await kill(await atWork(path.join(folder, 'exports', 'out'), project))
  const engine = await startEngine({ port: 0 }, options)
  onTestFinished(() => engine.close())
  await vi.waitFor(() => expect(readdirSync(path.join(folder, 'exports'))).toEqual([]), 10_000)
})

it('puts an earlier export back when the kill came while the new one took its place', async () => {
  const folder = temporaryFolder()
  const target = path.join(folder, 'out')
  mkdirSync(target)
  writeFileSync(path.join(target, 'earlier.txt'), 'earlier')
  await kill(await atWork(target))
  const staged = readdirSync(folder).find((name) => /unfinished-[0-9a-f]+$/.test(name)) ?? ''
  renameSync(target, path.join(folder, `${staged}.old`))
  await clearLeftovers(target)
  expect(readdirSync(folder)).toEqual(['out'])
  expect(readdirSync(target)).toEqual(['earlier.txt'])
})

it('removes an empty note, of a process killed before it wrote it, once it is some seconds old', async () => {
  const folder = temporaryFolder()
  const target = path.join(folder, 'out')
  const note = path.join(folder, `.out.unfinished-${ID}.json`)
  writeFileSync(note, '')
  expect(await clearLeftovers(target)).toBe(1)
  const before = new Date(Date.now() - STALE_EMPTY_MS - 1000)
  utimesSync(note, before, before)
  expect(await clearLeftovers(target)).toBe(0)
  expect(readdirSync(folder)).toEqual([])
})

it('never touches what does not say that it is ours and given up', async () => {
  const folder = temporaryFolder()
  const target = path.join(folder, 'out')
  const name = `.out.unfinished-${ID}`
  const staged = path.join(folder, name)
  mkdirSync(staged)
  writeFileSync(path.join(staged, 'mine.txt'), 'mine')
  const gone = { program: 'focal-studio', folder: name, host: hostname(), pid: 2 ** 30 }
  const notes: unknown[] = [
    'not JSON',
    { ...gone, program: 'another' },
    // A note that was copied from elsewhere.
    { ...gone, folder: `.else.unfinished-${ID}` },
    { ...gone, host: 'another-computer' },
    { ...gone, pid: process.pid },
  ]
  await clearLeftovers(target)
  for (const note of notes) {
    writeFileSync(`${staged}.json`, JSON.stringify(note))
    await clearLeftovers(target)
    expect(readFileSync(path.join(staged, 'mine.txt'), 'utf8')).toBe('mine')
  }
  // The process's number has long been given to another one: its note was not touched any more.
  const before = new Date(Date.now() - 3600_000)
  utimesSync(`${staged}.json`, before, before)
  await clearLeftovers(target)
  expect(existsSync(staged)).toBe(false)
})
