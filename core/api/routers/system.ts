/** This computer: doctor, settings, folders. */
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { filePath } = input

export const system = router({
  info: procedure.query(({ ctx }) => ctx.services.system.info()),
  doctor: procedure.query(({ ctx }) => ctx.services.system.doctor()),
  settings: procedure.query(({ ctx }) => ctx.services.system.settings()),
  changeSettings: procedure
    .input(z.record(z.string(), z.unknown()))
    .mutation(({ ctx, input }) => ctx.services.system.changeSettings(input)),
  listFolder: procedure
    .input(z.object({ path: filePath.nullable() }))
    .query(({ ctx, input }) => ctx.services.system.listFolder(input.path)),
  makeFolder: procedure
    .input(z.object({ path: filePath }))
    .mutation(({ ctx, input }) => ctx.services.system.makeFolder(input.path)),
})
