/** The images of a project: pages of the list, counts, marks, tags. */
import { z } from 'zod'
import * as input from '../inputs.ts'
import { procedure, router } from '../trpc.ts'

const { ids, inProject } = input

export const images = router({
  page: procedure
    .input(
      inProject.extend({ query: input.query.prefault({}), offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
    )
    .query(({ ctx, input }) => ctx.services.images.page(input.project, input.query, input.offset, input.limit)),
  ids: procedure
    .input(inProject.extend({ query: input.query.prefault({}) }))
    .query(({ ctx, input }) => ctx.services.images.ids(input.project, input.query)),
  list: procedure
    .input(inProject.extend({ query: input.query.prefault({}), rows: z.int().min(0).max(1000) }))
    .query(({ ctx, input, signal }) => ctx.services.images.list(input.project, input.query, input.rows, signal)),
  counts: procedure
    .input(inProject.extend({ filter: input.filter.default({}) }))
    .query(({ ctx, input, signal }) => ctx.services.images.counts(input.project, input.filter, signal)),
  setState: procedure
    .input(inProject.extend({ images: ids, state: input.state }))
    .mutation(({ ctx, input }) => ctx.services.images.setState(input.project, input.images, input.state)),
  setSplit: procedure
    .input(inProject.extend({ images: ids, split: input.split.nullable() }))
    .mutation(({ ctx, input }) => ctx.services.images.setSplit(input.project, input.images, input.split)),
  remove: procedure
    .input(inProject.extend({ images: ids }))
    .mutation(({ ctx, input }) => ctx.services.images.remove(input.project, input.images)),
  /** All tags, or those that some of the named images carry. */
  tags: procedure
    .input(inProject.extend({ images: ids.optional() }))
    .query(({ ctx, input }) => ctx.services.images.tags(input.project, input.images)),
  tag: procedure
    .input(
      inProject.extend({
        images: ids,
        add: z.array(input.tag).max(100).default([]),
        remove: z.array(input.tag).max(100).default([]),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.images.tag(input.project, input.images, input.add, input.remove)),
})
