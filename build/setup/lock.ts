import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './say.ts'

const sqliteBusy = 5

/**
 * Runs `work` while no other set-up on this computer works in the same folder, and waits for one that does. The lock
 * is SQLite's own on an empty database: the system lets go of it when its owner dies, however it dies.
 */
export async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'setup.lock.db')
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    for (let waited = false; !take(database); waited = true) {
      if (!waited) say(`another set-up is at work; waiting for it (${file})`)
      await sleep(500)
    }
    return await work()
  } finally {
    database.close()
  }
}

function take(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false
    throw error
  }
}
