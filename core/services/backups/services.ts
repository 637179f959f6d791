/** The part of the API by which people see what a large change waits for. */
import type { Services } from '../../api/services.ts'
import type { JobBoard } from '../../jobs/jobBoard.ts'
import type { ProjectRegistry } from '../registry.ts'
import { reasonBefore } from './bulk.ts'
import type { BackupKeeper } from './keeper.ts'

export function createBackupServices(
  registry: ProjectRegistry,
  jobs: JobBoard,
  keeper: BackupKeeper,
): Pick<Services['projects'], 'backUpBefore'> {
  return {
    backUpBefore(id, change) {
      const project = registry.get(id)
      const reason = reasonBefore(project, change)
      if (reason === null || !keeper.isDueBefore(project)) return null
      return jobs.start('back-up', `Back up ${project.name} first`, async (job) => {
        await keeper.before(project, reason, job)
        return { kind: 'back-up' }
      })
    },
  }
}
