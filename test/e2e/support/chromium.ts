/** Finds the browser that the tests drive: FOCAL_STUDIO_CHROMIUM, or a Chromium or Chrome on the PATH. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** Undefined when there is none: Playwright then uses its own, if that was installed. */
export function findChromium(): string | undefined {
  const named = process.env.FOCAL_STUDIO_CHROMIUM
  if (named !== undefined) return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
