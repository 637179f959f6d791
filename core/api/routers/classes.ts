/** The classes of a project. */
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { id, ids, inProject } = input

export const classes = router({
  list: procedure.input(inProject).query(({ ctx, input }) => ctx.services.classes.list(input.project)),
  add: procedure
    .input(inProject.extend({ name: input.className, color: input.color.optional() }))
    .mutation(({ ctx, input }) => ctx.services.classes.add(input.project, input.name, input.color)),
  update: procedure
    .input(inProject.extend({ id, name: input.className.optional(), color: input.color.optional() }))
    .mutation(({ ctx, input: { project, id, ...change } }) => ctx.services.classes.update(project, id, change)),
  merge: procedure
    .input(inProject.extend({ from: ids.min(1), into: id }))
    .mutation(({ ctx, input }) => ctx.services.classes.merge(input.project, input.from, input.into)),
  remove: procedure
    .input(inProject.extend({ id }))
    .mutation(({ ctx, input }) => ctx.services.classes.remove(input.project, input.id)),
  reorder: procedure
    .input(inProject.extend({ ids }))
    .mutation(({ ctx, input }) => ctx.services.classes.reorder(input.project, input.ids)),
})
