/** The projects' part of the API. */
import type { JobState } from '../api/types.ts'
import type { Services } from '../api/services.ts'
import { noteImageFiles } from '../project/checkFiles.ts'
import { createProject, databaseFile, projectFolder, type Project } from '../project/project.ts'
import { countMissing } from '../project/relink.ts'
import { projectSummary } from '../project/summary.ts'
import type { ProjectSummary } from '../project/types.ts'
import { backupInThread } from './backups/inThread.ts'
import type { RecentProjects } from './recents.ts'
import type { ProjectRegistry } from './registry.ts'
import { carryOut } from './work/carryOut.ts'
import { writable } from './work/turns.ts'

export interface ProjectsDependencies {
  registry: ProjectRegistry
  recents: RecentProjects
  /** Starts the job that generates the sample project. */
  sample: () => JobState
  /** Called before a project is closed, so that what works on it can stop. */
  onClose?: (project: Project) => void
  /** Told of what failed in the background. */
  onError?: (error: unknown) => void
}

export function createProjectServices(dependencies: ProjectsDependencies): Omit<Services['projects'], 'backUpBefore'> {
  const { registry, recents } = dependencies
  /** The last look at each project's files. */
  const checks = new WeakMap<Project, ReturnType<typeof look>>()
  const check = (project: Project) => {
    const started = look(project)
    checks.set(project, started)
    return started
  }
  const isOpen = (project: Project) => registry.list().includes(project)
  /** How many images have lost their files, or have them back; none of a project that was closed meanwhile. */
  async function look(project: Project): Promise<number> {
    try {
      const looked = await carryOut(project, 'lookAtFiles', undefined)
      if (!isOpen(project)) return 0
      noteImageFiles(project, looked)
      return looked.missing.length + looked.found.length
    } catch (error) {
      if (isOpen(project)) throw error
      return 0
    }
  }
  /** The list is a convenience: where it cannot be written, projects open and close all the same. */
  const note = (way: 'remember' | 'update', summary: ProjectSummary) => {
    try {
      recents[way](summary)
    } catch (error) {
      dependencies.onError?.(error)
    }
  }
  const opened = (project: Project): ProjectSummary => {
    check(project).catch((error: unknown) => dependencies.onError?.(error))
    const summary = projectSummary(project)
    note('remember', summary)
    return summary
  }
  const backups = (location: string) =>
    backupInThread({ kind: 'describe', databaseFile: databaseFile(projectFolder(location)) })
  return {
    recent: () => recents.list(),
    create: (folder, name) => opened(registry.add(createProject(folder, name))),
    open: (path) => opened(registry.open(path)),
    async summary(id) {
      const summary = await carryOut(registry.get(id), 'summary', undefined)
      note('update', summary)
      return summary
    },
    async checkFiles(id) {
      const project = registry.get(id)
      const differing = await (checks.get(project) ?? check(project))
      checks.delete(project)
      return { missing: countMissing(project), changed: differing > 0 }
    },
    async writable(id) {
      const project = registry.list().find((open) => open.id === id)
      if (project) await writable(project)
    },
    close(id) {
      const project = registry.get(id)
      dependencies.onClose?.(project)
      note('remember', projectSummary(project))
      registry.close(id)
    },
    forget(path) {
      recents.forget(path)
      return recents.list()
    },
    backups,
    async backUp(location) {
      const file = databaseFile(projectFolder(location))
      await backupInThread({ kind: 'make', databaseFile: file, reason: 'request' })
      return backups(location)
    },
    async restore(location, backup) {
      const folder = projectFolder(location)
      const open = registry.find(folder)
      if (open) {
        dependencies.onClose?.(open)
        registry.close(open.id)
      }
      await backupInThread({ kind: 'restore', databaseFile: databaseFile(folder), name: backup })
      return opened(registry.open(folder))
    },
    sample: dependencies.sample,
  }
}
