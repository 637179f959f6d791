import { existsSync, closeSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { StudioError } from '../../../../core/api/errors.ts'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { addClass } from '../../../../core/project/classes.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { openProject, type Project } from '../../../../core/project/project.ts'
import { BackupKeeper, type KeeperOptions } from '../../../../core/services/backups/keeper.ts'
import { closedAfterTest, fill, reopened, temporaryProject } from '../../project/temporaryProject.ts'

const WAIT = { timeout: 20_000, interval: 50 }

function keeperOf(options: Partial<KeeperOptions> = {}): { keeper: BackupKeeper; failed: unknown[] } {
  const failed: unknown[] = []
  const keeper = new BackupKeeper((error) => failed.push(error), { afterOpeningMs: 0, ...options })
  onTestFinished(() => keeper.close())
  return { keeper, failed }
}

const reasons = (project: Project) => listBackupFiles(project.path).map(({ reason }) => reason)

it('backs up after opening, and not again while nothing changed', async () => {
  let project = temporaryProject()
  fill(project)
  const { keeper, failed } = keeperOf()
  keeper.add(project)
  await vi.waitFor(() => expect(reasons(project)).toEqual(['regular']), WAIT)
  await keeper.before(project, 'import')
  expect(reasons(project)).toEqual(['regular'])
  keeper.remove(project)
  project = reopened(project)
  recordChange(project, 'Add', (change) => addClass(change, 'bird'))
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  // An hour back: how old the backup is cannot be told, so it does not count as new.
  vi.setSystemTime(Date.now() - 3_600_000)
  await keeper.before(project, 'import')
  expect(reasons(project)).toEqual(['import', 'regular'])
  expect(failed).toEqual([])
})

it('stops writing into a large database that is damaged, and makes no backup of it', async () => {
  const project = temporaryProject()
  fill(project, 20)
  project.close()
  const damaged = closedAfterTest(openProject(project.path))
  damage(path.join(project.path, 'project.db'))
  const { keeper, failed } = keeperOf({ checkedBytes: 0 })
  keeper.add(damaged)
  await vi.waitFor(() => expect(damaged.readOnly).toBe(true), WAIT)
  expect(damaged.notice).toMatch(/is damaged.*Restore a backup/)
  expect(() => recordChange(damaged, 'Add', (change) => addClass(change, 'bird'))).toThrow(
    expect.objectContaining({ code: 'READ_ONLY' }),
  )
  expect(failed).toMatchObject([{ code: 'BROKEN_FILE' }])
  expect(reasons(damaged)).toEqual([])
})

it('lets an import go on when there is no place for a backup', async () => {
  const project = temporaryProject()
  fill(project)
  writeFileSync(path.join(project.path, 'backups'), 'a file in the way')
  const { keeper, failed } = keeperOf()
  await keeper.before(project, 'import')
  expect(failed).toHaveLength(1)
})

it('says how far a backup is, and leaves nothing of one that is cancelled', async () => {
  const project = temporaryProject()
  fill(project)
  project.database.run("INSERT INTO settings (key, value) VALUES ('much', hex(randomblob(50000000)))")
  const { keeper, failed } = keeperOf()
  expect(keeper.isDueBefore(project)).toBe(true)
  const cancel = new AbortController()
  const told: number[] = []
  const job = {
    signal: cancel.signal,
    progress(done: number, total: number | null) {
      told.push(done, total ?? 0)
    },
  }
  const folder = path.join(project.path, 'backups')
  const watch = setInterval(() => {
    if (existsSync(folder) && readdirSync(folder).length > 0) cancel.abort(new StudioError('CANCELLED', 'Enough.'))
  }, 2)
  await expect(keeper.before(project, 'removal', job)).rejects.toMatchObject({ code: 'CANCELLED', message: 'Enough.' })
  clearInterval(watch)
  expect(told[0]).toBe(0)
  expect(told[1]).toBeGreaterThan(100)
  expect(readdirSync(folder)).toEqual([])
  await keeper.before(project, 'removal', { signal: new AbortController().signal, progress: () => {} })
  expect(reasons(project)).toEqual(['removal'])
  expect(keeper.isDueBefore(project)).toBe(false)
  expect(failed).toEqual([])
})

/** Overwrites the page of each table and index from the third on. */
function damage(file: string): void {
  const handle = openSync(file, 'r+')
  for (let page = 2; page < 30; page++) writeSync(handle, Buffer.alloc(100, 0x55), 0, 100, page * 4096)
  closeSync(handle)
}
