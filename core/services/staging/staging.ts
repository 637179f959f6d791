/**
 * A folder that work in progress is written to, hidden beside its target, which it takes the place of in the end. A killed
 * process leaves it behind; `leftovers.ts` removes it later.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { toStudioError } from '../../api/errors.ts'
import { clearLeftovers, listedFolder } from './leftovers.ts'
import { stagingPlace, type StagingPlace } from './names.ts'
import { writeNote } from './note.ts'

export class Staging {
  readonly #target: string
  readonly #place: StagingPlace
  readonly #listed: string | null
  readonly #stopTouching: () => void

  private constructor(target: string, place: StagingPlace, listed: string | null, stopTouching: () => void) {
    this.#target = target
    this.#place = place
    this.#listed = listed
    this.#stopTouching = stopTouching
  }

  /** The folder to write to. */
  get folder(): string {
    return this.#place.folder
  }

  /**
   * Makes the folder, and the one that holds the target; what killed work left for the same target goes first. With
   * `project` (its folder), opening that project will look here for what a kill leaves.
   */
  static async begin(target: string, project?: string): Promise<Staging> {
    const id = randomBytes(6).toString('hex')
    const place = stagingPlace(target, id)
    await mkdir(path.dirname(target), { recursive: true })
    await clearLeftovers(target)
    const listed = project === undefined ? null : await list(project, id, target)
    const stopTouching = await writeNote(place.note, path.basename(place.folder))
    const staging = new Staging(target, place, listed, stopTouching)
    try {
      await mkdir(place.folder)
      return staging
    } catch (error) {
      await staging.discard()
      throw error
    }
  }

  /** Takes the target's place. What was there goes; it is put back when that fails. */
  async finish(): Promise<void> {
    const { folder, old } = this.#place
    const replaced = await rename(this.#target, old).then(
      () => true,
      () => false,
    )
    try {
      await rename(folder, this.#target)
    } catch (error) {
      if (replaced) await rename(old, this.#target)
      throw error
    }
    if (replaced) await rm(old, { recursive: true, force: true })
    await this.discard()
  }

  /** Removes what was not finished. */
  async discard(): Promise<void> {
    this.#stopTouching()
    const { folder, note } = this.#place
    await rm(folder, { recursive: true, force: true })
    await rm(note, { force: true })
    if (this.#listed !== null) await rm(this.#listed, { force: true })
  }
}

/** Notes the target in the project; null where the project cannot be written to. */
async function list(project: string, id: string, target: string): Promise<string | null> {
  const file = path.join(listedFolder(project), `${id}.json`)
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify({ target }))
    return file
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined)
    // A project on a read-only or full drive can be exported all the same.
    if (['READ_ONLY', 'DISK_FULL', 'IO'].includes(toStudioError(error).code)) return null
    throw error
  }
}
