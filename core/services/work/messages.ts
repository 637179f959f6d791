/** What goes between the engine and a thread that works on a project. Plain data. */
import type { ErrorBody } from '../../api/errors.ts'
import type { ProjectPlace } from '../../project/attach.ts'
import type { TaskName } from './tasks.ts'

export interface ThreadSettings {
  place: ProjectPlace
  /** For tasks that only read: such a thread may be ended at any moment. */
  readOnly: boolean
  /** Reads what searches want in memory while it has nothing else to do. */
  readsAhead: boolean
}

export type ToThread =
  | { kind: 'run'; order: number; name: TaskName; input: unknown }
  | { kind: 'cancel'; order: number }
  /** The answer to `may-write`. */
  | { kind: 'write'; order: number }
  /** Close the database; no task is running. */
  | { kind: 'end' }

export type FromThread =
  | { kind: 'progress'; order: number; done: number; total: number | null; message?: string }
  | { kind: 'may-write'; order: number }
  /** `bytes`: what the thread holds in memory, what it has no more use for included. */
  | { kind: 'done'; order: number; output: unknown; bytes: number }
  | { kind: 'failed'; order: number; error: ErrorBody }
