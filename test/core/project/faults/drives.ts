/** Small drives of a test's own, to be filled, locked and pulled out. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

const mount = (...words: string[]) => execFileSync('mount', words, { stdio: 'pipe' })

/** Why drives cannot be made here; null when they can. */
export const noDrives: string | null = whyNot()

export interface Drive {
  /** Where it is mounted. */
  folder: string
  /** Takes all that is left, to the last page. */
  fill(): void
  /** Removes what `fill` took. */
  free(): void
  lock(): void
  /** As when its plug is pulled: what is open stays open, and nothing is found by its name. */
  pull(): void
}

/** A drive in memory, gone after the test. */
export function makeDrive(megabytes: number): Drive {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'focal-drive-')))
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  let isMounted = true
  const pull = () => {
    if (isMounted) execFileSync('umount', ['-l', folder])
    isMounted = false
  }
  onTestFinished(() => {
    pull()
    rmSync(folder, { recursive: true, force: true })
  })
  const filler = path.join(folder, 'filler')
  return {
    folder,
    fill: () => fillFile(filler),
    free: () => rmSync(filler),
    lock: () => void mount('-o', 'remount,ro', folder),
    pull,
  }
}

function fillFile(file: string): void {
  for (let size = 64 * 1024; size >= 1;) {
    try {
      appendFileSync(file, Buffer.alloc(size))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      size = Math.floor(size / 2)
    }
  }
}

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'small drives are made on Linux only'
  const folder = mkdtempSync(path.join(tmpdir(), 'focal-drive-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
    execFileSync('umount', [folder])
    return null
  } catch {
    return 'this user may not mount drives'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
