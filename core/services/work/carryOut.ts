/** Carries out tasks where they hold up nobody: small ones at once, large ones in threads. */
import type { JobHandle } from '../../jobs/jobBoard.ts'
import type { Project } from '../../project/project.ts'
import { ProjectThread } from './projectThread.ts'
import { runTask, type TaskHandle, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts'
import { takeTurn } from './turns.ts'

/** Images from which on a task takes longer than starting a thread for it. */
const LARGE = 5_000
/** Reading threads that nobody has asked anything for so long are ended, but for the one that lists what a person looks at. */
const IDLE_MS = 60_000

/** What the engine writes meanwhile without taking a turn (a training's events) waits this long for a thread's transaction. */
const PATIENCE_MS = 120_000

/**
 * Tasks that only read keep their threads: lists are asked for again and again, and must not wait for statistics, nor for
 * the counts of the filter before; a review is kept in memory by its thread.
 */
const LANES = {
  ids: 'lists',
  list: 'lists',
  counts: 'counts',
  lookAtFiles: 'files',
  summary: 'lists',
  classes: 'lists',
  statistics: 'numbers',
  plan: 'numbers',
  reviewReport: 'review',
  mistakes: 'review',
} as const
type Lane = (typeof LANES)[keyof typeof LANES]

/**
 * A thread that counted a large project holds hundreds of megabytes, most of which it has no more use for: V8 clears away
 * when it needs room, not when it is idle. Such a thread is ended at once.
 */
const KEPT_BYTES = 128 * 2 ** 20
/** Kept all the same: lists and counts are asked for at every step, and reviews are what their thread holds. */
const KEPT_LANES: ReadonlySet<Lane> = new Set(['lists', 'counts', 'review'])

/** What takes much memory, and makes what the thread for lists holds of no use: it is ended before, and begun anew when asked. */
const NEEDING_ROOM: ReadonlySet<TaskName> = new Set<TaskName>(['import'])

interface ReadingThread {
  thread: ProjectThread
  timer?: NodeJS.Timeout
}

const reading = new WeakMap<Project, Map<Lane, ReadingThread>>()
/** The project whose images were listed last: its thread for lists stays, as who comes back to it must not wait for one. */
let lookedAt: Project | null = null

export interface CarryOutOptions {
  job?: JobHandle
  /** Instead of the job's: aborted when nobody waits any more. */
  signal?: AbortSignal | undefined
  /** Instead of asking how many images the project has. */
  large?: boolean
  /** Instead of KEPT_BYTES. */
  keptBytes?: number
  /** Instead of IDLE_MS. */
  idleMs?: number
}

/** The output of a task on a project. @throws what the task throws. */
export async function carryOut<Name extends TaskName>(
  project: Project,
  name: Name,
  input: TaskInput<Name>,
  { job, signal, large = isLarge(project), ...keeping }: CarryOutOptions = {},
): Promise<TaskOutput<Name>> {
  let ended = false
  let endTurn = () => {}
  const task: TaskHandle = {
    signal: signal ?? job?.signal ?? new AbortController().signal,
    progress: (...said) => job?.progress(...said),
    async mayWrite() {
      const end = await takeTurn(project)
      // Who was cut off while it waited does not hold up those behind it.
      if (ended) return end()
      // A training's events cannot wait their turn: they must not fail for it.
      project.database.waitForOthers(PATIENCE_MS)
      endTurn = () => {
        project.database.waitForOthers()
        end()
      }
    },
  }
  try {
    if (!large || project.readOnly) return await runTask(project, name, input, task)
    if (name in LANES) return await inLane(project, LANES[name as keyof typeof LANES], name, input, task, keeping)
    if (NEEDING_ROOM.has(name)) endLists(project)
    const thread = new ProjectThread(project, false)
    try {
      return await thread.run(name, input, task)
    } finally {
      await thread.end(false)
    }
  } finally {
    ended = true
    endTurn()
  }
}

/** Has the project so many images that work on all of them is noticed? */
function isLarge(project: Project): boolean {
  // The newest id: counting would take longer.
  const { newest } = project.database.get<{ newest: number | null }>('SELECT max(id) AS newest FROM images') ?? {}
  return (newest ?? 0) >= LARGE
}

/** Starts the thread that will list a large project's images, so that it is there when the window asks. */
export function prepareReading(project: Project): void {
  if (!project.readOnly && isLarge(project)) readingThread(project, 'lists')
}

/** Ends the threads that read a project; to be called before it is closed. */
export function endReading(project: Project): void {
  if (lookedAt === project) lookedAt = null
  const lanes = reading.get(project)
  reading.delete(project)
  for (const { thread, timer } of lanes?.values() ?? []) {
    clearTimeout(timer)
    void thread.end(true)
  }
}

type Keeping = Pick<CarryOutOptions, 'keptBytes' | 'idleMs'>

async function inLane<Name extends TaskName>(
  project: Project,
  lane: Lane,
  name: Name,
  input: TaskInput<Name>,
  task: TaskHandle,
  { keptBytes = KEPT_BYTES, idleMs = IDLE_MS }: Keeping,
): Promise<TaskOutput<Name>> {
  if (lane === 'lists') lookAt(project, idleMs)
  const kept = readingThread(project, lane)
  try {
    return await kept.thread.run(name, input, task)
  } finally {
    if (kept.thread.bytes > keptBytes && !KEPT_LANES.has(lane)) endIfIdle(project, lane, kept)
    else endWhenIdle(project, lane, kept, idleMs)
  }
}

function lookAt(project: Project, idleMs: number): void {
  const before = lookedAt
  lookedAt = project
  const lists = before === null || before === project ? undefined : reading.get(before)?.get('lists')
  if (before !== null && lists) endWhenIdle(before, 'lists', lists, idleMs)
}

function readingThread(project: Project, lane: Lane): ReadingThread {
  const lanes = reading.get(project) ?? new Map<Lane, ReadingThread>()
  reading.set(project, lanes)
  const known = lanes.get(lane)
  if (known && !known.thread.ended) return known
  const started: ReadingThread = { thread: new ProjectThread(project, true, { readsAhead: lane === 'lists' }) }
  lanes.set(lane, started)
  endWhenIdle(project, lane, started)
  return started
}

function endWhenIdle(project: Project, lane: Lane, kept: ReadingThread, idleMs = IDLE_MS): void {
  clearTimeout(kept.timer)
  if (lane === 'lists' && project === lookedAt) return
  kept.timer = setTimeout(() => endIfIdle(project, lane, kept), idleMs).unref()
}

function endIfIdle(project: Project, lane: Lane, kept: ReadingThread): void {
  const lanes = reading.get(project)
  if (kept.thread.busy || lanes?.get(lane) !== kept) return
  clearTimeout(kept.timer)
  lanes.delete(lane)
  void kept.thread.end(true)
}

function endLists(project: Project): void {
  const lists = reading.get(project)?.get('lists')
  if (lists) endIfIdle(project, 'lists', lists)
}

/** Which threads are kept for reading a project. */
export function readingLanes(project: Project): Lane[] {
  return [...(reading.get(project)?.keys() ?? [])]
}
