/** What is asked of a training before its process is there, and what becomes of the process when the run cannot begin. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ActiveTraining } from '../../../core/jobs/activeTraining.ts'
import { openProject, type Project } from '../../../core/project/project.ts'
import { getRun } from '../../../core/project/runs.ts'
import { startRun } from '../../../core/services/training/prepareRun.ts'
import { tinyProject, tinySettings } from './tinyTraining.ts'

const PATIENCE = 120_000
let folder: string
let project: Project
let run: number
let owner: string

beforeEach(async () => {
  folder = await tinyProject()
  project = openProject(path.join(folder, 'squares.focal'))
  run = startRun(project, { preset: 'quick', config: tinySettings(100_000) })
  owner = path.join(getRun(project, run).folder, 'owner.json')
}, PATIENCE)
afterEach(() => {
  project.close()
  rmSync(folder, { recursive: true, force: true })
})

const begin = () => new ActiveTraining(project, getRun(project, run), () => {})

it(
  'a stop that comes while a former trainer still saves counts all the same',
  async () => {
    // Left behind by a killed engine, and still at work in the run's folder.
    const former = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e9)'])
    writeFileSync(owner, JSON.stringify({ engine: former.pid, trainer: former.pid }))
    const training = begin()
    training.stop()
    former.kill('SIGKILL')
    await training.ended
    expect(getRun(project, run)).toMatchObject({ status: 'stopped', steps: 0, error: null })
  },
  PATIENCE,
)

it(
  'no trainer goes on with a run that could not be claimed',
  async () => {
    mkdirSync(path.join(owner, 'in-the-way'), { recursive: true })
    await begin().ended
    expect(getRun(project, run)).toMatchObject({ status: 'failed', steps: 0, backend: null })
  },
  PATIENCE,
)

// Only Linux lets one read with what surroundings a process was started.
it.skipIf(!existsSync('/proc/self/environ'))(
  'the trainer computes with the precision of the run',
  async () => {
    run = startRun(project, { preset: 'quick', config: { ...tinySettings(100_000), precision: 'bfloat16' } })
    owner = path.join(getRun(project, run).folder, 'owner.json')
    const training = begin()
    const { trainer } = await vi.waitFor(() => JSON.parse(readFileSync(owner, 'utf8')) as { trainer: number }, PATIENCE)
    const surroundings = await vi.waitFor(() => {
      const found = readFileSync(`/proc/${trainer}/environ`, 'utf8')
      expect(found).toContain('OMP_NUM_THREADS=1')
      return found
    }, PATIENCE)
    training.stop()
    await training.ended
    expect(surroundings).toContain('ONEDNN_DEFAULT_FPMATH_MODE=BF16')
  },
  PATIENCE,
)
