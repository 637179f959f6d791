/** Training runs as the project keeps them. Runs are facts, not edits: they are not part of undo. */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { StudioError, type ErrorBody } from '../api/errors.ts'
import type { TrainingConfig } from '../training/config.ts'
import type { RunStatus, Scores } from '../training/events.ts'
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'
import { IN_IDS, type Value } from './tables.ts'

export interface RunRecord {
  id: number
  name: string
  status: RunStatus
  preset: string
  createdAt: string
  config: TrainingConfig
  /** Absolute path of the run's folder, with its snapshot, checkpoints and weights. */
  folder: string
  scores: Scores | null
  bestStep: number | null
  steps: number
  /** Seconds of training, without validation and pauses. */
  seconds: number
  backend: string | null
  /** 0 to 1 of the budget. */
  progress: number
  trainImages: number
  valImages: number
  continuedFrom: number | null
  error: ErrorBody | null
}

export type NewRun = Pick<RunRecord, 'name' | 'status' | 'preset' | 'config'> &
  Partial<Pick<RunRecord, 'trainImages' | 'valImages' | 'continuedFrom'>>

/** What may change in the course of a run. */
export type RunChange = Partial<Omit<RunRecord, 'id' | 'createdAt' | 'folder' | 'preset'>>

interface RunTableRow {
  id: number
  name: string
  status: RunStatus
  preset: string
  created_at: string
  config: string
  folder: string
  scores: string | null
  best_step: number | null
  steps: number
  seconds: number
  backend: string | null
  progress: number
  train_images: number
  val_images: number
  continued_from: number | null
  error: string | null
}

function toRun(project: Project, row: RunTableRow): RunRecord {
  const { id, name, status, preset, steps, seconds, backend, progress } = row
  return {
    id,
    name,
    status,
    preset,
    steps,
    seconds,
    backend,
    progress,
    createdAt: row.created_at,
    config: JSON.parse(row.config) as TrainingConfig,
    folder: path.join(project.path, ...row.folder.split('/')),
    scores: row.scores === null ? null : (JSON.parse(row.scores) as Scores),
    bestStep: row.best_step,
    trainImages: row.train_images,
    valImages: row.val_images,
    continuedFrom: row.continued_from,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorBody),
  }
}

/** Adds a run and makes its folder, runs/<id>. */
export function addRun(project: Project, run: NewRun): RunRecord {
  assertWritable(project)
  const { database } = project
  return database.transaction(() => {
    const { lastId } = database.run(
      `INSERT INTO runs (name, status, preset, created_at, config, folder, train_images, val_images, continued_from)
       VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)`,
      run.name,
      run.status,
      run.preset,
      new Date().toISOString(),
      JSON.stringify(run.config),
      run.trainImages ?? 0,
      run.valImages ?? 0,
      run.continuedFrom ?? null,
    )
    database.run('UPDATE runs SET folder = ? WHERE id = ?', `runs/${lastId}`, lastId)
    mkdirSync(path.join(project.path, 'runs', String(lastId)), { recursive: true })
    return getRun(project, lastId)
  })
}

/** @throws NOT_FOUND when the project has no such run. */
export function getRun(project: Project, id: number): RunRecord {
  const row = project.database.get<RunTableRow>('SELECT * FROM runs WHERE id = ?', id)
  if (row) return toRun(project, row)
  throw new StudioError('NOT_FOUND', `There is no run ${id} in ${project.name}.`, 'It may have been deleted.', { id })
}

/** All runs, newest first. */
export function listRuns(project: Project): RunRecord[] {
  return project.database.all<RunTableRow>('SELECT * FROM runs ORDER BY id DESC').map((row) => toRun(project, row))
}

/** Runs in any of these states, oldest first. */
export function runsWithStatus(project: Project, statuses: RunStatus[]): RunRecord[] {
  const sql = `SELECT * FROM runs WHERE status ${IN_IDS} ORDER BY id`
  return project.database.all<RunTableRow>(sql, JSON.stringify(statuses)).map((row) => toRun(project, row))
}

/** Notes how a run goes, or renames it: only what is given changes. */
export function updateRun(project: Project, id: number, change: RunChange): RunRecord {
  assertWritable(project)
  const columns = runColumns(change)
  const names = Object.keys(columns)
  if (names.length > 0) {
    const assignments = names.map((name) => `${name} = ?`).join(', ')
    project.database.run(`UPDATE runs SET ${assignments} WHERE id = ?`, ...Object.values(columns), id)
  }
  return getRun(project, id)
}

/** Deletes a run with its events, suggestions and folder. Labels that came from it stay. */
export function removeRun(project: Project, id: number): void {
  assertWritable(project)
  const { folder } = getRun(project, id)
  project.database.run('DELETE FROM runs WHERE id = ?', id)
  rmSync(folder, { recursive: true, force: true })
}

function runColumns(change: RunChange): Record<string, Value> {
  const json = (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value))
  const columns: Record<string, Value | undefined> = {
    name: change.name,
    status: change.status,
    steps: change.steps,
    seconds: change.seconds,
    backend: change.backend,
    progress: change.progress,
    config: change.config === undefined ? undefined : JSON.stringify(change.config),
    scores: json(change.scores),
    best_step: change.bestStep,
    train_images: change.trainImages,
    val_images: change.valImages,
    continued_from: change.continuedFrom,
    error: json(change.error),
  }
  const given = Object.entries(columns).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  return Object.fromEntries(given)
}
