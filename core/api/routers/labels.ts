/** The boxes of an image, and undo and redo of everything. */
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { id, inProject } = input

export const labels = router({
  get: procedure
    .input(inProject.extend({ image: id }))
    .query(({ ctx, input }) => ctx.services.labels.get(input.project, input.image)),
  edit: procedure
    .input(
      inProject.extend({ image: id, edits: z.array(input.labelEdit).min(1).max(10_000), title: z.string().max(200) }),
    )
    .mutation(({ ctx, input }) => ctx.services.labels.edit(input.project, input.image, input.edits, input.title)),
  undo: procedure.input(inProject).mutation(({ ctx, input }) => ctx.services.labels.undo(input.project)),
  redo: procedure.input(inProject).mutation(({ ctx, input }) => ctx.services.labels.redo(input.project)),
  history: procedure.input(inProject).query(({ ctx, input }) => ctx.services.labels.history(input.project)),
})
