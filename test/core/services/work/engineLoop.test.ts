/**
 * The engine answers others while it works on a large project: no call may hold its thread for long. Held is counted in
 * time on the processor of that thread alone, between two turns of its loop, which a busy machine does not lengthen.
 */
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobState } from '../../../../core/api/types.ts'
import { createEngine, type Engine } from '../../../../core/engine.ts'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { createProject } from '../../../../core/project/project.ts'
import { addRun } from '../../../../core/project/runs.ts'
import { storeDetections } from '../../../../core/project/suggestions.ts'
import { resolveConfig } from '../../../../core/training/resolveConfig.ts'
import { newImage } from '../../project/temporaryProject.ts'
import { jpeg } from '../dataset/helpers.ts'

const IMAGES = 8000
const BOXES = 8
/** Files from which on an import is large. */
const IMPORTED = 2001
/** What others may have to wait: on a slow machine, with the start of a thread, and with the memory cleaned meanwhile. */
const HELD_MS = 250
const classes = ['car', 'person', 'dog', 'cat']

let folder: string
let engine: Engine
let id: string
let run: number

/** One picture under many names. */
async function pictures(place: string, names: readonly string[]): Promise<void> {
  const [first = '', ...others] = names.map((name) => path.join(place, name))
  for (const parent of new Set(names.map((name) => path.dirname(path.join(place, name))))) {
    mkdirSync(parent, { recursive: true })
  }
  writeFileSync(first, await jpeg(16, 12))
  for (const other of others) linkSync(first, other)
}

/** Images with boxes, and what a run found on them. */
async function seed(place: string): Promise<number> {
  const names = Array.from({ length: IMAGES }, (_, index) => `photos/${index % 40}/image ${index}.jpg`)
  await pictures(place, names)
  await pictures(
    path.join(place, 'more'),
    names.slice(0, IMPORTED).map((name) => name.replaceAll('/', '-')),
  )
  const project = createProject(place, 'Large')
  const images = names.map((name, index) => ({
    ...newImage(name, { state: 'done' }),
    boxes: Array.from({ length: BOXES }, (_, box) => {
      const x1 = 10 + 20 * box
      return { className: classes[(index + box) % 4] ?? '', x1, y1: 10, x2: x1 + 10 + (index % 90), y2: 60 + (box % 3) }
    }),
  }))
  bulkInsert(project, 'Import', { classes: [], images })
  const config = resolveConfig('quick', {})
  const { id: found } = addRun(project, { name: 'Run 1', status: 'finished', preset: 'quick', config })
  const detections = Array.from({ length: IMAGES }, (_, index) => ({
    imageId: index + 1,
    detections: [{ classId: 1 + (index % 4), score: (index % 97) / 97, x1: 10, y1: 10, x2: 40, y2: 60 }],
  }))
  storeDetections(project, found, detections)
  project.close()
  return found
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'focal-loop-'))
  run = await seed(folder)
  engine = createEngine({ host: 'web', dataFolder: path.join(folder, 'data') })
  id = engine.services.projects.open(path.join(folder, 'Large.focal')).id
}, 120_000)

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Held {
  /** The longest that the loop's thread was at work in one go. */
  heldMs: number
  /** Of the whole process, threads included. */
  workMs: number
}

const total = ({ user, system }: { user: number; system: number }) => (user + system) / 1000

async function watch(work: () => unknown): Promise<Held> {
  let heldMs = 0
  let last = total(process.threadCpuUsage())
  const look = () => {
    const now = total(process.threadCpuUsage())
    heldMs = Math.max(heldMs, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  const before = process.cpuUsage()
  try {
    await work()
    // What the answer left to do belongs to it.
    await new Promise((resolve) => setTimeout(resolve, 5))
    look()
  } finally {
    clearInterval(timer)
  }
  return { heldMs, workMs: total(process.cpuUsage(before)) }
}

async function ended(job: JobState): Promise<void> {
  const { error } = await engine.jobs.finished(job.id)
  if (error) throw new Error(error.message)
}

const query = { filter: { search: 'check:duplicate' }, sort: 'boxes', descending: true } as const
const works: Record<string, () => unknown> = {
  'a list': () => engine.services.images.ids(id, query),
  counts: () => engine.services.images.counts(id, query.filter),
  'summing up': () => engine.services.projects.summary(id),
  classes: () => engine.services.classes.list(id),
  statistics: () => engine.services.dataset.statistics(id),
  'a split': () => engine.services.dataset.split(id, { val: 0.2, test: 0.1, seed: 1 }),
  'undoing it': () => engine.services.labels.undo(id),
  'undoing an import': () => engine.services.labels.undo(id),
  'doing it again': () => engine.services.labels.redo(id),
  'marking all': async () =>
    engine.services.images.setState(id, await engine.services.images.ids(id, { ...query, filter: {} }), 'in-progress'),
  'taking that back': () => engine.services.labels.undo(id),
  'the plan of a training': () => engine.services.training.plan(id, 'quick', {}),
  'a review': () => engine.services.review.report(id, { run, split: 'all', threshold: 0.5 }),
  'its mistakes': () =>
    engine.services.review.mistakes(id, { run, split: 'all', threshold: 0.5 }, ['false-positive'], null),
  'closing and opening it': async () => {
    engine.services.projects.close(id)
    engine.services.projects.open(path.join(folder, 'Large.focal'))
    await engine.services.projects.checkFiles(id)
  },
  'an export': () => ended(engine.services.dataset.export(id, { out: path.join(folder, 'out'), format: 'coco' })),
  'merging classes': () => engine.services.classes.merge(id, [2], 1),
  'an import': () => ended(engine.services.dataset.import(id, { source: path.join(folder, 'more'), format: 'auto' })),
}

describe('a large project', () => {
  it('would be noticed to hold up others', async () => {
    const busy = () => {
      const end = total(process.threadCpuUsage()) + 1.5 * HELD_MS
      while (total(process.threadCpuUsage()) < end);
    }
    expect((await watch(busy)).heldMs).toBeGreaterThan(HELD_MS)
  })

  // The first use of anything loads it.
  beforeAll(() => engine.services.images.ids(id, query))

  it.each(Object.entries(works))('holds up nobody during %s', async (_name, work) => {
    const { heldMs, workMs } = await watch(work)
    expect(heldMs, `held for ${heldMs} of ${workMs} ms on the processor`).toBeLessThan(HELD_MS)
  })
})
