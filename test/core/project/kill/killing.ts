/** Starts processes that work on a project, kills each at a random moment, and looks at what is left. */
import assert from 'node:assert'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createProject } from '../../../../core/project/project.ts'
import { makeOlderProject } from '../olderProject.ts'
import { checkExports, checkLeftovers, checkOlder, checkProject, digestOf, stateOf } from './aftermath.ts'

/** Two sorts of process: one that needs only the database and starts quickly, one that has images and data sets as well. */
const PROCESSES: ReadonlyArray<{ kinds: string[] }> = [
  { kinds: ['draw', 'mark', 'undo', 'redo', 'remove', 'migrate', 'backup', 'restore'] },
  { kinds: ['import', 'import', 'draw', 'mark', 'undo', 'redo', 'split', 'export', 'export'] },
]
const FIRST_WEIGHT = 3
const TOTAL_WEIGHT = 4
/** A fresh project now and then, so that it stays small. */
const KILLS_OF_A_PROJECT = 40
/** Some processes are killed while they open the project. */
const WHILE_OPENING = 0.1
const OPENING = 'opening'
const OLD_VERSION = 2
const MOST_MS = 400
const MOST_OUTPUT = 4000

export interface Tally {
  kills: number
  /** Changes that were acknowledged. */
  changes: number
  /** Changes that were committed when the process was killed before it could say so. */
  unacknowledged: number
  /** Kills in the midst of each kind of work. */
  during: Record<string, number>
}

/** Kills until there were so many, or the time is over. @throws for the first thing that is lost or half done. */
export async function killOften(kills: number, milliseconds: number, seed = 1): Promise<Tally> {
  const tally: Tally = { kills: 0, changes: 0, unacknowledged: 0, during: {} }
  const random = generator(seed)
  const durations = new Map<string, number>()
  const end = Date.now() + milliseconds
  let folder = ''
  let state = ''
  let held = ''
  try {
    while (tally.kills < kills && Date.now() < end) {
      if (tally.kills % KILLS_OF_A_PROJECT === 0) {
        rmSync(folder, { recursive: true, force: true })
        folder = prepare()
        state = stateOf(folder)
        held = digestOf(folder, path.join('older.focal', 'project.db'))
      }
      const kinds = PROCESSES[random() * TOTAL_WEIGHT < FIRST_WEIGHT ? 0 : 1]?.kinds ?? []
      const target = random() < WHILE_OPENING ? OPENING : kinds[Math.floor(random() * kinds.length)]!
      // Evenly over what such work takes, and a little longer.
      const after = random() * 1.3 * Math.min(MOST_MS, durations.get(target) ?? 30)
      const child = [folder, String(Math.floor(random() * 1e9)), kinds.join(','), target]
      const lines = await workUntilKilled(child, { target, after, durations })
      tally.kills++
      try {
        state = judge(folder, lines, state, tally)
        checkOlder(folder, OLD_VERSION, held)
        await checkLeftovers(folder)
        checkExports(folder)
      } catch (error) {
        const where = `kill ${tally.kills} of seed ${seed}, after "${lines.slice(-2).join(', ')}"`
        throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return tally
}

function prepare(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'focal-kill-'))
  createProject(folder, 'Killed').close()
  makeOlderProject(folder, 'older', OLD_VERSION)
  return folder
}

/** Checks the project and returns the digest of the state that the next process must find. */
function judge(folder: string, lines: readonly string[], before: string, tally: Tally): string {
  const states = lines.filter((line) => line.startsWith('done ')).map((line) => line.slice(5))
  if (states.length > 0) assert.strictEqual(states[0], before, 'opening found another state')
  const begun = lines.findLast((line) => line.startsWith('begin '))?.slice(6) ?? null
  const isBegun = begun !== null && !(lines.at(-1) ?? '').startsWith('done ')
  const during = states.length === 0 ? OPENING : isBegun ? begun : 'nothing'
  tally.during[during] = (tally.during[during] ?? 0) + 1
  tally.changes += Math.max(0, states.length - 1)
  const backups = lines.filter((line) => line.startsWith('backup ')).map((line) => line.slice(7))
  const last = states.at(-1) ?? before
  const found = checkProject(folder, { last, begun: isBegun ? begun : null, backups })
  if (found.isUnacknowledged) tally.unacknowledged++
  return found.state
}

interface Aim {
  /** The kind of work to kill in, or opening. */
  target: string
  /** Milliseconds after it began. */
  after: number
  /** What each kind takes, for the next aim. */
  durations: Map<string, number>
}

/** Runs the process until it is killed, and returns its lines. */
function workUntilKilled(child: readonly string[], { target, after, durations }: Aim): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const script = path.join(import.meta.dirname, 'studioToKill.ts')
    const studio = spawn(process.execPath, ['--no-warnings', script, ...child], {
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), 'focal-kill-cache') },
    })
    let output = ''
    let errors = ''
    let seen = 0
    let since = performance.now()
    let timer: NodeJS.Timeout | undefined
    const kill = (delay: number) => (timer ??= setTimeout(() => studio.kill('SIGKILL'), delay))
    const read = (line: string) => {
      const now = performance.now()
      const [word, what = ''] = line.split(' ')
      if (word === 'opening' || word === 'begin') {
        since = now
        running = what === '' ? OPENING : what
        if (running === target) kill(after)
      } else if (word === 'done') {
        durations.set(running, 0.8 * (durations.get(running) ?? now - since) + 0.2 * (now - since))
      }
    }
    let running = ''
    studio.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      // What was written last may be cut: only whole lines count.
      for (let end = output.indexOf('\n', seen); end >= 0; end = output.indexOf('\n', seen)) {
        read(output.slice(seen, end))
        seen = end + 1
      }
      // The work that was aimed at may never come.
      if (output.length > MOST_OUTPUT) kill(0)
    })
    studio.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    studio.on('error', reject)
    studio.on('close', (_code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve(output.slice(0, seen).split('\n').slice(0, -1))
      else reject(new Error(`The process ended by itself: ${errors}`))
    })
  })
}

/** A small linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}
