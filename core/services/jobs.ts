/** The jobs part of the API. */
import type { Services } from '../api/services.ts'
import type { JobBoard } from '../jobs/jobBoard.ts'

export function createJobServices(board: JobBoard): Services['jobs'] {
  return {
    list: () => board.list(),
    watch: (job, signal) => board.watch(job, signal),
    cancel: (job) => board.cancel(job),
  }
}
