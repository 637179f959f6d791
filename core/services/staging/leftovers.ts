/** Removes what killed work left behind: only folders of our names whose note says that they are ours and given up. */
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseNoteName, stagingPlace, type StagingPlace } from './names.ts'
import { isLeftOver } from './note.ts'

const listedTarget = z.object({ target: z.string() })

/** Where a project notes the targets that its unfinished work is for. */
export function listedFolder(project: string): string {
  return path.join(project, 'unfinished')
}

/** Removes leftovers for one target. A target that was about to be replaced is put back. @returns how many stay, in use. */
export function clearLeftovers(target: string): Promise<number> {
  return clearIn(path.dirname(target), (name) => name === path.basename(target))
}

/**
 * Removes what work on a project left in its folder of pictures, and wherever it was exporting to. To be called when the
 * project is opened; what other processes are at work on stays.
 */
export async function clearProjectLeftovers(project: string): Promise<void> {
  await clearIn(path.join(project, 'images'), () => true)
  const listed = listedFolder(project)
  for (const name of await namesIn(listed)) {
    const file = path.join(listed, name)
    const text = await readFile(file, 'utf8').catch(() => 'unreadable')
    // Killed before it was written, and so before there was anything elsewhere.
    if (text === '' || (await isCleared(parseTarget(text)))) await rm(file, { force: true })
  }
}

async function clearIn(parent: string, isWanted: (name: string) => boolean): Promise<number> {
  let left = 0
  for (const file of await namesIn(parent)) {
    const found = parseNoteName(file)
    if (found === null || !isWanted(found.name)) continue
    const target = path.join(parent, found.name)
    // What cannot be removed now must not stop what is begun: the next time will do.
    const isGone = await clear(target, stagingPlace(target, found.id)).catch(() => false)
    if (!isGone) left += 1
  }
  return left
}

/** False for what is in use, or not ours. */
async function clear(target: string, { folder, old, note }: StagingPlace): Promise<boolean> {
  if (!(await isLeftOver(note, path.basename(folder)))) return false
  // Killed while the two changed places: what was there comes back, as if nothing had begun.
  if (existsSync(old) && !existsSync(target)) await rename(old, target)
  await rm(old, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
  await rm(note, { force: true })
  return true
}

async function isCleared(target: string | null): Promise<boolean> {
  return target !== null && existsSync(path.dirname(target)) && (await clearLeftovers(target)) === 0
}

function parseTarget(text: string): string | null {
  try {
    return listedTarget.parse(JSON.parse(text)).target
  } catch {
    // Written by another program, or cut off: it leads nowhere.
    return null
  }
}

/** None where there is no such folder, or where it cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
