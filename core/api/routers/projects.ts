/** Projects: the list of recent ones, opening and closing, backups. */
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { filePath, inProject } = input

export const projects = router({
  recent: procedure.query(({ ctx }) => ctx.services.projects.recent()),
  create: procedure
    .input(z.object({ folder: filePath, name: z.string().trim().min(1).max(200) }))
    .mutation(({ ctx, input }) => ctx.services.projects.create(input.folder, input.name)),
  open: procedure
    .input(z.object({ path: filePath }))
    .mutation(({ ctx, input }) => ctx.services.projects.open(input.path)),
  summary: procedure.input(inProject).query(({ ctx, input }) => ctx.services.projects.summary(input.project)),
  checkFiles: procedure.input(inProject).mutation(({ ctx, input }) => ctx.services.projects.checkFiles(input.project)),
  close: procedure.input(inProject).mutation(({ ctx, input }) => ctx.services.projects.close(input.project)),
  forget: procedure
    .input(z.object({ path: filePath }))
    .mutation(({ ctx, input }) => ctx.services.projects.forget(input.path)),
  backups: procedure
    .input(z.object({ path: filePath }))
    .query(({ ctx, input }) => ctx.services.projects.backups(input.path)),
  backUp: procedure
    .input(z.object({ path: filePath }))
    .mutation(({ ctx, input }) => ctx.services.projects.backUp(input.path)),
  backUpBefore: procedure
    .input(inProject.extend({ change: input.largeChange }))
    .mutation(({ ctx, input }) => ctx.services.projects.backUpBefore(input.project, input.change)),
  restore: procedure
    .input(z.object({ path: filePath, backup: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.services.projects.restore(input.path, input.backup)),
  sample: procedure.mutation(({ ctx }) => ctx.services.projects.sample()),
})
