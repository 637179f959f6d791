/** What commands on a project share: an engine without a server, the project opened, everything closed at the end. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { JobResult, JobState } from '../api/types.ts'
import { createEngine, type Engine } from '../engine.ts'
import { EXTENSION } from '../project/project.ts'
import type { ProjectSummary } from '../project/types.ts'
import { logPlainly } from '../server/log.ts'
import { endLive, tellLive } from './report.ts'

/** Runs with an engine and closes it whatever happens. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  logPlainly()
  const engine = createEngine({ host: 'web' })
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

/** Runs with an opened project; its name is enough, without the extension. */
export function withProject<T>(
  location: string,
  work: (engine: Engine, project: ProjectSummary) => Promise<T>,
): Promise<T> {
  return withEngine((engine) => work(engine, engine.services.projects.open(projectPath(location))))
}

/** The folder that someone means by a project's path, with the extension or without. */
export function projectPath(location: string): string {
  const absolute = path.resolve(location)
  return !existsSync(absolute) && existsSync(absolute + EXTENSION) ? absolute + EXTENSION : absolute
}

/** Shows a job's progress on stderr until it has ended, and gives its result; Ctrl-C cancels it. */
export async function jobResult<Kind extends JobResult['kind']>(
  { jobs }: Engine,
  job: JobState,
  kind: Kind,
): Promise<Extract<JobResult, { kind: Kind }>> {
  const cancel = () => jobs.cancel(job.id)
  process.once('SIGINT', cancel)
  try {
    let last = job
    for await (const state of jobs.watch(job.id, new AbortController().signal)) {
      last = state
      const of = state.total === null ? '' : ` of ${state.total}`
      tellLive(`${state.title}: ${state.done}${of} ${state.message}`)
    }
    endLive()
    if (last.error) throw new StudioError(last.error.code, last.error.message, last.error.hint, last.error.details)
    if (last.result?.kind === kind) return last.result as Extract<JobResult, { kind: Kind }>
    throw new StudioError('INTERNAL', `${last.title} ended without a result.`)
  } finally {
    process.off('SIGINT', cancel)
  }
}
