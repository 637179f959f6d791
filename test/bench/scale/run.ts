/**
 * The studio with a large set: 100,000 images and a million boxes unless told, in a folder that is used again.
 * nice -n 5 node build/node24.mjs test/bench/scale/run.ts [IMAGES] [FOLDER] [--window] [--only PART,…]
 * The naive listing (one JSON file an image) is measured beside it: the machine may be busy, the ratio says more.
 * With --only the project stays in the folder, and the next run goes on with it: import,order,undo,work,questions,window,naive.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { JobState } from '../../../core/api/types.ts'
import type { ProjectSummary } from '../../../core/project/types.ts'
import { makeSet } from './makeSet.ts'
import { questions } from './queries.ts'
import { seedProject } from './seedProject.ts'
import { Studio } from './studio.ts'
import { measureWindow } from './window.ts'

const PARTS = ['import', 'order', 'undo', 'work', 'questions', 'window', 'naive'] as const
const {
  positionals: words,
  values: { only, window },
} = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, window: { type: 'boolean' } } })
const parts = only?.split(',') ?? PARTS.filter((part) => part !== 'window' || window)
const has = (part: (typeof PARTS)[number]) => parts.includes(part)

const amount = Number(words[0] ?? 100_000)
const base = words[1] ?? path.join(os.tmpdir(), 'focal-scale')
const set = await makeSet(path.join(base, String(amount)), amount)
const kept = path.join(base, `kept-${amount}`)
if (has('import')) rmSync(kept, { recursive: true, force: true })
mkdirSync(kept, { recursive: true })
const scratch = only === undefined ? mkdtempSync(path.join(base, 'bench-')) : kept
const location = path.join(scratch, 'Large.focal')
const load = () =>
  os
    .loadavg()
    .map((mean) => mean.toFixed(1))
    .join(', ')
console.log(`${amount} images, ${set.boxes} boxes; load of the machine ${load()}`)

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
function tell(name: string, ...facts: string[]): void {
  console.log([name.padEnd(34), ...facts.map((fact) => fact.padStart(12))].join(' '))
}

let studio = await Studio.start(path.join(scratch, 'data'))
let id = ''
async function step<T>(name: string, procedure: string, input: object = {}): Promise<T> {
  const { value, milliseconds, processorMs, blockedMs, peakBytes } = await studio.measure<T>(procedure, {
    project: id,
    ...input,
  })
  tell(name, seconds(milliseconds), seconds(processorMs), `${Math.round(blockedMs)} ms`, mebibytes(peakBytes))
  return value
}

/** A folder for an export that is not there yet. */
function fresh(name: string): string {
  const folder = path.join(scratch, name)
  rmSync(folder, { recursive: true, force: true })
  return folder
}

try {
  tell('step', 'time', 'processor', 'blocked', 'peak')
  const known = existsSync(location)
  if (!known && !has('import')) throw new Error('There is no project to go on with: begin with --only import.')
  const opened = known
    ? await step<ProjectSummary>('open', 'projects.open', { path: location })
    : await step<ProjectSummary>('create', 'projects.create', { folder: scratch, name: 'Large' })
  id = opened.id
  if (has('import')) {
    await step('import images (hashing)', 'dataset.import', { source: set.images })
    await step('compare them with the same again', 'dataset.previewImport', { source: set.images })
    await step<JobState>('import a million boxes (COCO)', 'dataset.import', { source: set.coco, images: set.images })
  }
  if (has('order')) await step('split', 'dataset.split', { val: 0.15, test: 0.05 })
  if (has('undo')) {
    await step('undo the last change', 'labels.undo')
    await step('redo it', 'labels.redo')
  }
  if (has('work')) {
    await step('near-duplicates', 'dataset.lookAlikes')
    await step('near-duplicates again', 'dataset.lookAlikes')
    await step('statistics', 'dataset.statistics')
    await step('statistics again', 'dataset.statistics')
    await step('plan of a training', 'training.plan', { config: {} })
    await step('export COCO', 'dataset.export', { out: fresh('out-coco'), format: 'coco' })
    await step('export YOLO', 'dataset.export', { out: fresh('out-yolo'), format: 'yolo' })
    await step('import again (nothing new)', 'dataset.import', { source: set.yolo, images: set.images })
  }
  await studio.stop()
  if (has('import')) seedProject(location)

  studio = await Studio.start(path.join(scratch, 'data'))
  tell('engine starts', seconds(studio.startMs))
  await step('open', 'projects.open', { path: location })
  const { missing } = await step<{ missing: number }>('look whether files are there', 'projects.checkFiles')
  // Without pictures no cell is ever whole. The project knows them by their place beside it: a copy needs the set, too.
  if (missing > 0) throw new Error(`${missing} images are not where the project looks for them: beside ${base}.`)
  await step('ids', 'images.ids')
  await step('first page', 'images.page', { offset: 0, limit: 100 })
  await step('counts', 'images.counts')
  tell('engine, project open', mebibytes(studio.memory().now))
  if (has('questions')) {
    tell('question', 'ids', 'counts', 'blocked', 'processor', 'kB')
    for (const { name, ...query } of questions) {
      const ids = await studio.measure<number[]>('images.ids', { project: id, query })
      const counts = await studio.measure('images.counts', { project: id, filter: query.filter })
      const blocked = Math.max(ids.blockedMs, counts.blockedMs)
      const facts = [ids.milliseconds, counts.milliseconds, blocked].map((ms) => `${Math.round(ms)} ms`)
      tell(`${name} (${ids.value.length})`, ...facts, `${ids.processorMs} ms`, String(Math.round(ids.bytes / 1000)))
    }
  }
  if (has('window')) await measureWindow(studio, id, tell)
  tell('engine at the end', mebibytes(studio.memory().now))
  if (has('naive')) {
    const naive = execFileSync(process.execPath, [path.join(import.meta.dirname, 'naive.ts'), set.json], {
      encoding: 'utf8',
    })
    const { milliseconds, processorMs, peakBytes } = JSON.parse(naive) as {
      milliseconds: Record<string, number>
      processorMs: Record<string, number>
      peakBytes: number
    }
    for (const [name, time] of Object.entries(milliseconds)) {
      tell(`naive: ${name}`, seconds(time), seconds(processorMs[name] ?? 0))
    }
    tell('naive: peak memory', mebibytes(peakBytes))
  }
  console.log(`load of the machine ${load()}`)
} finally {
  await studio.stop()
  if (only === undefined) rmSync(scratch, { recursive: true, force: true })
}
