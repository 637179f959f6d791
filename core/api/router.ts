/** The one door to the engine: checks what comes in, calls a service, gives back what it answers. */
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { GROUPINGS } from '../dataset/nearDuplicates/groups.ts'
import * as input from './inputs.ts'
import { procedure, router } from './trpc.ts'

const { project, id, ids, filePath } = input
const inProject = z.object({ project })

const projects = router({
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
  restore: procedure
    .input(z.object({ path: filePath, backup: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => ctx.services.projects.restore(input.path, input.backup)),
  sample: procedure.mutation(({ ctx }) => ctx.services.projects.sample()),
})

const images = router({
  page: procedure
    .input(
      inProject.extend({ query: input.query.prefault({}), offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
    )
    .query(({ ctx, input }) => ctx.services.images.page(input.project, input.query, input.offset, input.limit)),
  ids: procedure
    .input(inProject.extend({ query: input.query.prefault({}) }))
    .query(({ ctx, input }) => ctx.services.images.ids(input.project, input.query)),
  counts: procedure
    .input(inProject.extend({ filter: input.filter.default({}) }))
    .query(({ ctx, input }) => ctx.services.images.counts(input.project, input.filter)),
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

const views = router({
  list: procedure.input(inProject).query(({ ctx, input }) => ctx.services.views.list(input.project)),
  save: procedure
    .input(inProject.extend({ name: input.viewName, query: input.query }))
    .mutation(({ ctx, input }) => ctx.services.views.save(input.project, { name: input.name, query: input.query })),
  remove: procedure
    .input(inProject.extend({ name: input.viewName }))
    .mutation(({ ctx, input }) => ctx.services.views.remove(input.project, input.name)),
})

const labels = router({
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

const classes = router({
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

const dataset = router({
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

const inRun = inProject.extend({ run: id })
const training = router({
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

const review = router({
  detect: procedure
    .input(
      inRun.extend({
        images: ids.nullable().default(null),
        split: z.enum(['train', 'val', 'test', 'all']).default('all'),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.review.detect(input.project, input.run, input.images, input.split)),
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

const jobs = router({
  list: procedure.query(({ ctx }) => ctx.services.jobs.list()),
  watch: procedure.input(z.object({ job: z.string() })).subscription(async function* ({ ctx, input, signal }) {
    yield* ctx.services.jobs.watch(input.job, signal ?? new AbortController().signal)
  }),
  cancel: procedure
    .input(z.object({ job: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.jobs.cancel(input.job)),
})

const system = router({
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

export const appRouter = router({ projects, images, views, labels, classes, dataset, training, review, jobs, system })
export type AppRouter = typeof appRouter
