/** The projects that are open in this engine. */
import { StudioError } from '../api/errors.ts'
import { openProject, projectId, type Project } from '../project/project.ts'

export interface RegistryOptions {
  /** Called once for each project that is opened. */
  onOpened?: (project: Project) => void
  /** Called before a project is closed. */
  onClosing?: (project: Project) => void
  /** Where a project that is not open lies, when that is known. */
  findPath?: (id: string) => string | undefined
}

export class ProjectRegistry {
  readonly #projects = new Map<string, Project>()
  /** Where projects were whose folders went away while they were open: they may come back. */
  readonly #lost = new Map<string, string>()
  readonly #options: RegistryOptions

  constructor(options: RegistryOptions = {}) {
    this.#options = options
  }

  /**
   * The project with this id, opened when it is known; opened anew when its folder was away for a while or its database
   * was replaced. @throws NOT_FOUND when it is not there.
   */
  get(id: string): Project {
    const project = this.#projects.get(id)
    if (project?.database.isInPlace) return project
    if (project) {
      this.close(id)
      this.#lost.set(id, project.path)
    }
    const known = this.#lost.get(id) ?? this.#options.findPath?.(id)
    if (known !== undefined) return this.open(known)
    throw new StudioError('NOT_FOUND', 'This project is not open.', 'Open it again from the list of projects.', { id })
  }

  /** Opens a project, or returns it when it is open already. */
  open(path: string): Project {
    const project = openProject(path)
    const known = this.#projects.get(project.id)
    // What could only be read before, on a full drive say, may be written to now.
    const isBetter = known?.readOnly === true && !project.readOnly
    if (known?.database.isInPlace && !isBetter) {
      project.close()
      return known
    }
    if (known) this.close(known.id)
    return this.add(project)
  }

  add(project: Project): Project {
    this.#projects.set(project.id, project)
    this.#lost.delete(project.id)
    this.#options.onOpened?.(project)
    return project
  }

  /** The open project of a folder (a real path), or null. */
  find(path: string): Project | null {
    return this.#projects.get(projectId(path)) ?? null
  }

  /** All open projects. */
  list(): Project[] {
    return [...this.#projects.values()]
  }

  /** Closes a project; nothing happens when it is not open. */
  close(id: string): void {
    const project = this.#projects.get(id)
    this.#projects.delete(id)
    if (!project) return
    this.#options.onClosing?.(project)
    project.close()
  }

  closeAll(): void {
    for (const id of this.#projects.keys()) this.close(id)
  }
}
