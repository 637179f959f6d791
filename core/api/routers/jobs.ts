/** Long work: watched and cancelled. */
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'

export const jobs = router({
  list: procedure.query(({ ctx }) => ctx.services.jobs.list()),
  watch: procedure.input(z.object({ job: z.string() })).subscription(async function* ({ ctx, input, signal }) {
    yield* ctx.services.jobs.watch(input.job, signal ?? new AbortController().signal)
  }),
  cancel: procedure
    .input(z.object({ job: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.jobs.cancel(input.job)),
})
