/**
 * What probing found of files, kept in a project's cache folder: an import that was looked at first, broken off or done
 * again does not read and decode a hundred thousand files a second time.
 *
 * What is trusted: a file under the same path, with the same inode, size and times of change (of its content and of its
 * entry, to the nanosecond) has the same content. Programs can set the first time back, not the second one. A file that
 * changed less than two seconds before it was read is not remembered, since a second change might leave no trace on
 * drives that count in such steps. A file whose stamp is another one, but not its size, is hashed: links and copies change
 * stamps (an export links every picture), and equal bytes mean the same picture without decoding it. Only what probing
 * found is kept; where nothing is kept, files are read.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { splitPagePath } from './pages.ts'
import { contentHash, probeImage, type ProbedImage } from './probe.ts'

export type FileFacts = Omit<ProbedImage, 'kind' | 'pages'>

/** To be raised when probing finds other things in the same file than it did before: all files are then read anew. */
const VERSION = 4
const FILE = 'files.db'
/** Facts written together; they are lost when the program is killed before. */
const WRITTEN_TOGETHER = 500
/** FAT counts the time of change in steps of two seconds. */
const SETTLED_MS = 2000
const PATIENCE_MS = 1000

const SCHEMA = `CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, stamp TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  orientation INTEGER NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL, problem TEXT, preview TEXT,
  fingerprint TEXT) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION}`

const COLUMNS = [
  'stamp',
  'width',
  'height',
  'orientation',
  'bytes',
  'hash',
  'problem',
  'preview',
  'fingerprint',
] as const satisfies Array<keyof StoredFacts>

interface Statements {
  database: DatabaseSync
  find: StatementSync
  store: StatementSync
}

type StoredFacts = FileFacts & { stamp: string }

export class ProbedFiles {
  readonly #folder: string
  /** Null where nothing can be kept: in a folder that cannot be written to, say. */
  #statements: Statements | null
  #waiting: Array<StoredFacts & { path: string }> = []

  /** `folder` is made when it is not there; it may be deleted at any time. */
  constructor(folder: string) {
    this.#folder = folder
    this.#statements = open(folder)
  }

  /** As `probeImage`, and throws as it does; files that are known are only looked at. */
  async probe(file: string): Promise<FileFacts> {
    const before = Date.now()
    const stamp = this.#statements && (await stampOf(file))
    const key = path.relative(this.#folder, file)
    const known = stamp && this.#find(key)
    if (known && known.stamp === stamp.text) return factsOf(known)
    const same = known && stamp.size === sizeIn(known.stamp) && (await hasHash(file, known.hash))
    const facts = same ? factsOf(known) : await readFacts(file)
    if (stamp && stamp.changedMs < before - SETTLED_MS) {
      this.#waiting.push({ path: key, stamp: stamp.text, ...facts })
      if (this.#waiting.length >= WRITTEN_TOGETHER) this.#write()
    }
    return facts
  }

  close(): void {
    this.#write()
    this.#statements?.database.close()
    this.#statements = null
  }

  #find(key: string): StoredFacts | null {
    try {
      return (this.#statements?.find.get(key) as StoredFacts | undefined) ?? null
    } catch {
      // Damaged or locked: the file itself tells.
      return null
    }
  }

  #write(): void {
    const waiting = this.#waiting
    this.#waiting = []
    if (this.#statements === null || waiting.length === 0) return
    const { database, store } = this.#statements
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const { path: key, ...facts } of waiting) store.run(key, ...COLUMNS.map((column) => facts[column]))
      database.exec('COMMIT')
    } catch {
      // On a full drive, say. What is not kept is read again.
      if (database.isTransaction) database.exec('ROLLBACK')
    }
  }
}

function factsOf({ stamp: _stamp, ...facts }: StoredFacts): FileFacts {
  return facts
}

async function readFacts(file: string): Promise<FileFacts> {
  const { kind: _kind, pages: _pages, ...facts } = await probeImage(file)
  return facts
}

/** false also where the file cannot be read: probing says why. */
async function hasHash(file: string, hash: string): Promise<boolean> {
  return (await contentHash(file).catch(() => null)) === hash
}

function open(folder: string): Statements | null {
  const file = path.join(folder, FILE)
  try {
    mkdirSync(folder, { recursive: true })
    return openDatabase(file) ?? (remove(file), openDatabase(file))
  } catch {
    return null
  }
}

/** Null for a file of another version, or that is no database. */
function openDatabase(file: string): Statements | null {
  const database = new DatabaseSync(file, { timeout: PATIENCE_MS })
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    const version = database.prepare('PRAGMA user_version').get()?.['user_version']
    if (version === 0) database.exec(SCHEMA)
    if (version === 0 || version === VERSION) {
      const columns = COLUMNS.join(', ')
      const find = database.prepare(`SELECT ${columns} FROM files WHERE path = ?`)
      const places = COLUMNS.map(() => '?').join(', ')
      const store = database.prepare(`INSERT OR REPLACE INTO files (path, ${columns}) VALUES (?, ${places})`)
      return { database, find, store }
    }
  } catch (error) {
    database.close()
    if (isDamaged(error)) return null
    throw error
  }
  database.close()
  return null
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamaged(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null
  return code === 11 || code === 26
}

function remove(file: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true })
}

interface Stamp {
  text: string
  size: string
  changedMs: number
}

/** Null for what cannot be looked at: probing says why. */
async function stampOf(file: string): Promise<Stamp | null> {
  const facts = await stat(splitPagePath(file).file, { bigint: true }).catch(() => null)
  if (facts === null) return null
  const { ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = facts
  const changedMs = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs)
  return { text: `${ino} ${size} ${mtimeNs} ${ctimeNs}`, size: String(size), changedMs }
}

function sizeIn(stamp: string): string | undefined {
  return stamp.split(' ')[1]
}
