import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

const prefix = '.unfinished-'

/**
 * Fills a folder as a whole or not at all: `fill` works in a temporary folder beside `target`, which takes the target's
 * name only when it is done. What an interrupted set-up left is cleared first (the caller holds the lock).
 */
export async function fillFolder(target: string, fill: (staging: string) => Promise<void>): Promise<void> {
  const parent = path.dirname(target)
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true })
  }
  const staging = await mkdtemp(path.join(parent, prefix))
  try {
    await fill(staging)
    if (existsSync(target)) await rm(target, { recursive: true })
    await rename(staging, target)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}
