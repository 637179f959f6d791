/** Plans, runs and their stories, models in and out. */
import { tracked } from '@trpc/server'
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { filePath, id, inProject, inRun } = input

export const training = router({
  presets: procedure.query(({ ctx }) => ctx.services.training.presets()),
  plan: procedure
    .input(
      inProject.extend({
        preset: z.string().default('quick'),
        config: input.configOverrides,
        continueFrom: id.optional(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.training.plan(input.project, input.preset, input.config, input.continueFrom),
    ),
  fitAnchors: procedure
    .input(inProject.extend({ preset: z.string().default('quick'), config: input.configOverrides }))
    .mutation(({ ctx, input }) => ctx.services.training.fitAnchors(input.project, input.preset, input.config)),
  start: procedure
    .input(
      inProject.extend({
        preset: z.string().default('quick'),
        config: input.configOverrides,
        name: z.string().max(200).optional(),
        continueFrom: id.optional(),
      }),
    )
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.training.start(project, request)),
  pause: procedure.input(inRun).mutation(({ ctx, input }) => ctx.services.training.pause(input.project, input.run)),
  resume: procedure.input(inRun).mutation(({ ctx, input }) => ctx.services.training.resume(input.project, input.run)),
  stop: procedure.input(inRun).mutation(({ ctx, input }) => ctx.services.training.stop(input.project, input.run)),
  runs: procedure.input(inProject).query(({ ctx, input }) => ctx.services.training.runs(input.project)),
  run: procedure.input(inRun).query(({ ctx, input }) => ctx.services.training.run(input.project, input.run)),
  rename: procedure
    .input(inRun.extend({ name: z.string().trim().min(1).max(200) }))
    .mutation(({ ctx, input }) => ctx.services.training.rename(input.project, input.run, input.name)),
  remove: procedure.input(inRun).mutation(({ ctx, input }) => ctx.services.training.remove(input.project, input.run)),
  /** The run's whole story from `after` on, then live; a lost connection resumes by the last event's number. */
  events: procedure.input(inRun.extend({ lastEventId: z.string().nullish() })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const stopped = signal ?? new AbortController().signal
    for await (const event of ctx.services.training.events(
      input.project,
      input.run,
      Number(input.lastEventId ?? 0),
      stopped,
    )) {
      yield tracked(String(event.seq), event)
    }
  }),
  inspectWeights: procedure
    .input(inProject.extend({ file: filePath, preset: z.string().default('quick'), config: input.configOverrides }))
    .mutation(({ ctx, input }) =>
      ctx.services.training.inspectWeights(input.project, input.file, input.preset, input.config),
    ),
  importModel: procedure
    .input(
      inProject.extend({
        file: filePath,
        name: z.string().trim().min(1).max(200).optional(),
        classNames: z.array(input.className).max(10_000).optional(),
        allClasses: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.training.importModel(project, request)),
  exportModel: procedure
    .input(
      inRun.extend({
        out: filePath,
        format: input.modelExportFormat.default('studio'),
        half: z.boolean().default(false),
        input: input.exportedInput.optional(),
        replace: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input: { project, run, ...request } }) =>
      ctx.services.training.exportModel(project, run, request),
    ),
})
