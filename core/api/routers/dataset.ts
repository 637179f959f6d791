/** Data sets in and out, splits, statistics, moved images. */
import { z } from 'zod'
import { GROUPINGS } from '../../dataset/nearDuplicates/groups.ts'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { filePath, id, ids, inProject } = input

export const dataset = router({
  inspect: procedure
    .input(z.object({ source: filePath, images: filePath.optional(), format: input.format.optional() }))
    .query(({ ctx, input }) => ctx.services.dataset.inspect(input.source, input.images, input.format)),
  previewImport: procedure
    .input(inProject.extend(input.importRequest))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.previewImport(project, request)),
  import: procedure
    .input(inProject.extend(input.importRequest))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.import(project, request)),
  inspectVideo: procedure
    .input(z.object({ file: filePath }))
    .query(({ ctx, input }) => ctx.services.dataset.inspectVideo(input.file)),
  importDetections: procedure
    .input(inProject.extend({ file: filePath, dataset: filePath.optional(), name: z.string().max(200).optional() }))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.importDetections(project, request)),
  addVideo: procedure
    .input(inProject.extend({ file: filePath, interval: input.frameInterval }))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.addVideo(project, request)),
  export: procedure
    .input(inProject.extend({ out: filePath, format: input.format, embed: z.boolean().optional() }))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.export(project, request)),
  exportDetections: procedure
    .input(inProject.extend({ run: id, out: filePath, minimumScore: z.number().min(0).max(1).optional() }))
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.exportDetections(project, request)),
  split: procedure
    .input(
      inProject.extend({
        val: z.number().min(0).max(0.9),
        test: z.number().min(0).max(0.9),
        seed: z.int().default(1),
        grouping: z.enum(GROUPINGS).default('none'),
        includeLeftOut: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input: { project, ...parts } }) => ctx.services.dataset.split(project, parts)),
  lookAlikes: procedure.input(inProject).mutation(({ ctx, input }) => ctx.services.dataset.lookAlikes(input.project)),
  splitFromFile: procedure
    .input(inProject.extend({ file: filePath }))
    .mutation(({ ctx, input }) => ctx.services.dataset.splitFromFile(input.project, input.file)),
  frameQuestion: procedure
    .input(z.object({ source: filePath, images: filePath.optional(), format: input.format.optional() }))
    .query(({ ctx, input }) => ctx.services.dataset.frameQuestion(input.source, input.images, input.format)),
  boxFrames: procedure
    .input(inProject.extend({ images: ids.optional() }))
    .query(({ ctx, input }) => ctx.services.dataset.boxFrames(input.project, input.images)),
  turnBoxes: procedure
    .input(inProject.extend({ to: input.boxFrame, images: ids.optional() }))
    .mutation(({ ctx, input }) => ctx.services.dataset.turnBoxes(input.project, input.to, input.images)),
  findMoved: procedure
    .input(inProject.extend({ folder: filePath, quick: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => ctx.services.dataset.findMoved(input.project, input.folder, input.quick)),
  relink: procedure
    .input(
      inProject.extend({
        search: z.string().max(100),
        doubtful: z.union([ids, z.literal('all')]).default([]),
        merge: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input: { project, ...request } }) => ctx.services.dataset.relink(project, request)),
  statistics: procedure.input(inProject).query(({ ctx, input }) => ctx.services.dataset.statistics(input.project)),
})
