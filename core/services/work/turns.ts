/**
 * Turns at writing in a project. A thread that writes a million rows holds the database's lock for seconds; whoever
 * waited for that lock inside the engine would hold up every other request, so they wait here instead.
 */
import type { Project } from '../../project/project.ts'

const ends = new WeakMap<Project, Promise<void>>()

/** Resolves when all turns before are over, with what ends one's own. */
export async function takeTurn(project: Project): Promise<() => void> {
  const before = ends.get(project)
  const own = Promise.withResolvers<void>()
  ends.set(
    project,
    Promise.all([before, own.promise]).then(() => undefined),
  )
  await before
  return own.resolve
}

/** Resolves when nothing long is being written. */
export async function writable(project: Project): Promise<void> {
  for (let end = ends.get(project); end; end = ends.get(project)) {
    await end
    if (ends.get(project) === end) ends.delete(project)
  }
}
