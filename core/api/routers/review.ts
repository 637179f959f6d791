/** Detections of a run: found, taken over, rejected, compared with the labels. */
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { id, ids, inProject, inRun } = input

export const review = router({
  detect: procedure
    .input(
      inRun.extend({
        images: ids.nullable().default(null),
        split: z.enum(['train', 'val', 'test', 'all']).default('all'),
        onlyNew: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input: { project, run, images, split, onlyNew } }) =>
      ctx.services.review.detect(project, run, images, split, onlyNew),
    ),
  suggestions: procedure
    .input(
      inProject.extend({
        image: id,
        run: id.nullable().default(null),
        minimumScore: z.number().min(0).max(1).default(0.01),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.review.suggestions(input.project, input.image, input.run, input.minimumScore),
    ),
  accept: procedure
    .input(inProject.extend({ suggestions: ids.min(1) }))
    .mutation(({ ctx, input }) => ctx.services.review.accept(input.project, input.suggestions)),
  reject: procedure
    .input(inProject.extend({ suggestions: ids.min(1) }))
    .mutation(({ ctx, input }) => ctx.services.review.reject(input.project, input.suggestions)),
  report: procedure
    .input(inProject.extend({ request: input.reviewRequest }))
    .query(({ ctx, input }) => ctx.services.review.report(input.project, input.request)),
  mistakes: procedure
    .input(
      inProject.extend({
        request: input.reviewRequest,
        kinds: input.mistakeKinds,
        classId: id.nullable().default(null),
      }),
    )
    .query(({ ctx, input }) => ctx.services.review.mistakes(input.project, input.request, input.kinds, input.classId)),
  image: procedure
    .input(inProject.extend({ request: input.reviewRequest, image: id }))
    .query(({ ctx, input }) => ctx.services.review.image(input.project, input.request, input.image)),
})
