/**
 * Work whose failure is shown in the place it was asked for: `const { problem, busy, attempt } = useAttempt()`,
 * `await attempt(() => api.…)` answers undefined when it failed; an ErrorAlert shows `problem`.
 */
import { shallowRef, type ShallowRef } from 'vue'
import type { ErrorBody } from '../../core/api/errors.ts'
import type { JobResult, JobState } from '../../core/api/types.ts'
import { errorOf } from '../api.ts'

export interface Attempts {
  problem: ShallowRef<ErrorBody | null>
  busy: ShallowRef<boolean>
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>
  /** The same for a job: its result, or undefined when it failed or was cancelled. */
  attemptJob<Kind extends JobResult['kind']>(
    kind: Kind,
    work: () => Promise<JobState>,
  ): Promise<Extract<JobResult, { kind: Kind }> | undefined>
}

export function useAttempt(): Attempts {
  const problem = shallowRef<ErrorBody | null>(null)
  const busy = shallowRef(false)

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    problem.value = null
    busy.value = true
    try {
      return await work()
    } catch (error) {
      problem.value = errorOf(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  async function attemptJob<Kind extends JobResult['kind']>(kind: Kind, work: () => Promise<JobState>) {
    const ended = await attempt(work)
    if (ended?.status === 'failed') problem.value = ended.error
    const result = ended?.result
    return result?.kind === kind ? (result as Extract<JobResult, { kind: Kind }>) : undefined
  }

  return { problem, busy, attempt, attemptJob }
}
