import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { say } from './say.ts'

/**
 * Runs `work` while no other set-up on this computer works in the same folder: a lock file holds the owner's process
 * id, and a lock whose owner is gone counts for nothing. Waits for a living owner.
 */
export async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'setup.lock')
  for (let waited = false; !(await take(file)); waited = true) {
    if (!waited) say(`another set-up is at work; waiting for it (${file})`)
    await sleep(500)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (await ownerLives(file)) return false
  await rm(file, { force: true })
  return take(file)
}

async function ownerLives(file: string): Promise<boolean> {
  let text = await readOrEmpty(file)
  // Between its making and its writing the file is empty for a moment.
  if (text === '') {
    await sleep(200)
    text = await readOrEmpty(file)
  }
  const owner = Number(text)
  if (!owner || (await isZombie(owner))) return false
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function readOrEmpty(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

/** A killed process that nobody has collected yet still answers to signals; Linux says so in its status. */
async function isZombie(processId: number): Promise<boolean> {
  return process.platform === 'linux' && (await readOrEmpty(`/proc/${processId}/stat`)).includes(') Z ')
}
