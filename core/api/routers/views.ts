/** Saved views: searches with a name. */
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { inProject } = input

export const views = router({
  list: procedure.input(inProject).query(({ ctx, input }) => ctx.services.views.list(input.project)),
  save: procedure
    .input(inProject.extend({ name: input.viewName, query: input.query }))
    .mutation(({ ctx, input }) => ctx.services.views.save(input.project, { name: input.name, query: input.query })),
  remove: procedure
    .input(inProject.extend({ name: input.viewName }))
    .mutation(({ ctx, input }) => ctx.services.views.remove(input.project, input.name)),
})
