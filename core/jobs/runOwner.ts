/**
 * Who works on a run: owner.json in its folder names the engine's and the trainer's processes while they do. It tells
 * a run that another engine is training from one that was left behind by a crash.
 */
import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { writeAtomicallySync } from '../atomicWrite.ts'

const FILE = 'owner.json'
const HEARTBEAT_MS = 5000
/** A process that has not shown itself for this long is another one with a reused number. */
const SILENT_MS = 60_000

const owner = z.object({ engine: z.int(), trainer: z.int() })

/** Marks the run as worked on until the returned function is called. */
export function claimRun(runFolder: string, trainer: number): () => void {
  const file = path.join(runFolder, FILE)
  writeAtomicallySync(file, JSON.stringify({ engine: process.pid, trainer }))
  const heartbeat = setInterval(() => {
    try {
      const now = new Date()
      utimesSync(file, now, now)
    } catch {
      // The drive is away for now; the training itself tells when that lasts.
    }
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return () => {
    clearInterval(heartbeat)
    rmSync(file, { force: true })
  }
}

/** Whether a living engine works on the run: this one or another. */
export function isRunOwned(runFolder: string): boolean {
  const found = readOwner(runFolder)
  return found !== null && isAlive(found.engine)
}

/**
 * Waits until a trainer that a killed engine left behind has saved its checkpoint and gone; after `patience` ms it is
 * ended, so that two trainers never write into one folder.
 */
export async function waitForFormerTrainer(runFolder: string, patience = 15_000): Promise<void> {
  const former = readOwner(runFolder)
  if (former === null) return
  const deadline = Date.now() + patience
  while (isAlive(former.trainer) && Date.now() < deadline) await sleep(100)
  if (isAlive(former.trainer)) process.kill(former.trainer, 'SIGKILL')
}

function readOwner(runFolder: string): z.infer<typeof owner> | null {
  const file = path.join(runFolder, FILE)
  try {
    if (Date.now() - statSync(file).mtimeMs > SILENT_MS) return null
    return owner.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null // Not there, or not ours to understand: nobody works on the run.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
