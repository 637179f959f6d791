/** A project filled from outside the window, for tests whose subject begins after the import. */
import { expect } from '@playwright/test'
import type { JobState } from '../../../core/api/types.ts'
import type { ProjectSummary } from '../../../core/project/types.ts'
import type { Studio } from './studio.ts'

/** Makes a project in the studio's folder, imports a folder into it, and answers its id. */
export async function projectOf(studio: Studio, name: string, source: string): Promise<string> {
  const { id } = await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name })
  await importInto(studio, id, source)
  return id
}

export async function importInto(studio: Studio, project: string, source: string): Promise<void> {
  await jobEnds(studio, await studio.call<JobState>('dataset.import', { project, source }))
}

/** Waits until a job has done its work. */
export async function jobEnds(studio: Studio, { id }: JobState): Promise<void> {
  const job = async () => (await studio.call<JobState[]>('jobs.list')).find((one) => one.id === id)
  await expect.poll(async () => (await job())?.status, { timeout: 60_000 }).toBe('done')
}
