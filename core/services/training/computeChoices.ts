/** The person's choices for all trainings, from the settings page: which backend and how many threads. */
import { z } from 'zod'
import type { Settings } from '../../api/types.ts'
import { trainingConfig, type TrainingConfigInput } from '../../training/config.ts'

const { backend, threads } = trainingConfig.shape
/** A choice that is not valid counts as none: settings are a file that people may edit. */
const choices = z.object({
  backend: backend.removeDefault().optional().catch(undefined),
  threads: threads.removeDefault().optional().catch(undefined),
})

/** Overrides with the settings' backend and threads where they name none themselves. */
export function withComputeChoices(settings: Settings, overrides: TrainingConfigInput): TrainingConfigInput {
  const chosen = choices.parse({ backend: settings['backend'], threads: settings['threads'] })
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), ...overrides }
}
