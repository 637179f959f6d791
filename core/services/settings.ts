/** The person's settings: one JSON file in the user's data folder, written whole or not at all. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { Settings } from '../api/types.ts'
import { writeAtomicallySync } from '../atomicWrite.ts'

export class SettingsFile {
  readonly #file: string

  constructor(dataFolder: string) {
    this.#file = path.join(dataFolder, 'settings.json')
  }

  /** All settings; none when the file is not there yet. A file that cannot be read is told, never overwritten. */
  read(): Settings {
    let text: string
    try {
      text = readFileSync(this.#file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw error
    }
    try {
      return JSON.parse(text) as Settings
    } catch (error) {
      const hint = 'Repair or delete the file; the studio then goes on with its defaults.'
      throw new StudioError('BROKEN_FILE', `${this.#file} is not valid JSON.`, hint, { path: this.#file }, error)
    }
  }

  /** Merges the change into the settings; null takes a setting back to its default. */
  change(change: Settings): Settings {
    const merged = Object.entries({ ...this.read(), ...change }).filter(([, value]) => value !== null)
    const settings: Settings = Object.fromEntries(merged)
    writeAtomicallySync(this.#file, `${JSON.stringify(settings, null, 2)}\n`)
    return settings
  }
}
