/** Images that are no longer where they were: the last search of each project, and what is taken of it. */
import { StudioError } from '../../api/errors.ts'
import type { FoundImages, Relinked } from '../../api/types.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { assertWritable, historyState } from '../../project/history.ts'
import type { Project } from '../../project/project.ts'
import { countMissing } from '../../project/relink.ts'
import { carryOut } from '../work/carryOut.ts'
import type { RelinkTask } from './findMoved.ts'

/** Keeps each project's last search, so that a hundred thousand places need not travel to the window and back. */
export class MovedImages {
  readonly #searches = new WeakMap<Project, { id: string; places: string }>()

  /** Looks in a folder and below. Contents are read only of files as large as a missing image; `quick` reads fewer. */
  async find(project: Project, folder: string, quick: boolean, job: JobHandle): Promise<FoundImages> {
    const { found, places } = await carryOut(project, 'findMoved', { folder, quick }, { job })
    this.#searches.set(project, { id: found.search, places })
    return found
  }

  /**
   * Takes what was found; of the doubtful images those named; with `merge` entries of one picture become one. @throws
   * NOT_FOUND when the search is not the project's last one.
   */
  async relink(
    project: Project,
    { search, doubtful, merge }: Omit<RelinkTask, 'places'> & { search: string },
  ): Promise<Relinked> {
    assertWritable(project)
    const known = this.#searches.get(project)
    if (known?.id !== search) {
      throw new StudioError('NOT_FOUND', 'What was found is no longer known.', 'Look for the images again.')
    }
    const relinked = await carryOut(project, 'relink', { places: known.places, doubtful, merge })
    this.#searches.delete(project)
    return { ...relinked, missing: countMissing(project), history: historyState(project) }
  }
}
