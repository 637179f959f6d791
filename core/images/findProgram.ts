/** Finds programs of other makers that the studio can use where they are installed. */
import { access, constants } from 'node:fs/promises'
import path from 'node:path'

/** Programs that are started from a desktop do not get the shell's PATH; package managers put programs here. */
const USUAL_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin', '/snap/bin']

/** The folders in which programs lie, in the order in which they are looked for. */
export function programFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter)
  return [...named, ...USUAL_FOLDERS].filter((folder) => path.isAbsolute(folder))
}

/** The absolute path of a program in a folder; null when it is not there. `name` without ".exe". */
export async function programIn(folder: string, name: string): Promise<string | null> {
  const file = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name)
  try {
    await access(file, constants.X_OK)
    return file
  } catch {
    return null
  }
}

/** The first program of that name; null when there is none. */
export async function findProgram(name: string, environment?: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of programFolders(environment)) {
    const found = await programIn(folder, name)
    if (found !== null) return found
  }
  return null
}
