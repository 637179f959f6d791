/** The project's SQLite database: prepared statements, transactions, errors in words. */
import { pathToFileURL } from 'node:url'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { databaseError } from './databaseErrors.ts'
import { fileIdentity, gone } from './inPlace.ts'
import { searchText } from './sortKey.ts'

/** How long a statement waits for another process that is writing, before it gives up with a clear word. */
const BUSY_TIMEOUT_MS = 3000
/** Holds the pages of a hundred thousand images: sorting visits them in no order of the file. Taken only when needed. */
const CACHE_KIB = 64 * 1024
/** A write-ahead log that one large import made longer is cut back to this. */
const LOG_BYTES = 16 * 1024 * 1024

export interface DatabaseOptions {
  readOnly?: boolean
  /** Read-only, and nothing else writes: works in folders where not even the -shm file can be made. */
  immutable?: boolean
  /** Fails with CONFLICT when anything else has the database open, and lets nothing else open it. */
  alone?: boolean
}

/**
 * One connection. Every call is synchronous; every commit is on the disk when it returns (WAL, synchronous=FULL).
 * Errors are StudioErrors: CONFLICT when locked, READ_ONLY, DISK_FULL, BROKEN_FILE, IO.
 */
export class ProjectDatabase {
  readonly path: string
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Those that give rows as lists. */
  readonly #listStatements = new Map<string, StatementSync>()
  /** Which file it is that was opened; null where nothing can be written anyway. */
  readonly #identity: string | null
  #inTransaction = false

  constructor(path: string, options: DatabaseOptions = {}) {
    this.path = path
    const readOnly = options.readOnly === true || options.immutable === true
    this.#connection = this.#worded(() => {
      const location = options.immutable ? immutableUrl(path) : path
      return new DatabaseSync(location, { readOnly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    })
    this.#identity = readOnly ? null : fileIdentity(path)
    try {
      this.#prepare(options.alone === true, readOnly)
    } catch (error) {
      this.#connection.close()
      throw error
    }
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#worded(() => this.#statement(sql).all(...values)) as Row[]
  }

  /** Rows as lists of their columns' values: a quarter of the time and memory that rows as objects take. For many rows. */
  lists<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#worded(() => this.#listing(sql).all(...values)) as unknown as Row[]
  }

  /** The same, one row at a time, for so many that they should not be in memory together. */
  *eachList<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    // A statement of its own: one that is read row by row must not be begun again meanwhile.
    const rows = this.#worded(() => this.#prepareList(sql).iterate(...values))
    try {
      for (;;) {
        const next = this.#worded(() => rows.next())
        if (next.done === true) return
        yield next.value as unknown as Row
      }
    } finally {
      // Who stops early must not leave the statement open: nothing could empty the log, and readers would see old rows.
      rows.return?.()
    }
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#worded(() => this.#statement(sql).get(...values)) as Row | undefined
  }

  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } {
    const result = this.#worded(() => this.#statement(sql).run(...values))
    return { changes: Number(result.changes), lastId: Number(result.lastInsertRowid) }
  }

  /** Runs statements that take no values; they are not kept prepared. */
  exec(sql: string): void {
    this.#worded(() => this.#connection.exec(sql))
  }

  /** Runs `body` in one transaction: all of it is on the disk afterwards, or none. Within another, it is part of that. */
  transaction<T>(body: () => T): T {
    if (this.#inTransaction) return body()
    this.#assertInPlace()
    // Takes the write lock at once: a later upgrade from a read could fail half-way.
    this.exec('BEGIN IMMEDIATE')
    this.#inTransaction = true
    try {
      const result = body()
      this.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite may have rolled back by itself (a full disk).
      if (this.#connection.isTransaction) this.exec('ROLLBACK')
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  /**
   * Whether the file is still where it was opened. One that was removed, or whose drive was, can be written to as long
   * as it is open, and what is written is gone afterwards.
   */
  get isInPlace(): boolean {
    return this.#identity === null || fileIdentity(this.path) === this.#identity
  }

  #assertInPlace(): void {
    if (!this.isInPlace) throw gone(this.path)
  }

  /**
   * Moves what the write-ahead log holds into the database's file, unless others are reading it: whoever copies the
   * file alone then has everything. Never waits.
   */
  emptyLog(): void {
    this.exec('PRAGMA busy_timeout = 0')
    try {
      this.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      this.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }

  /** Another number whenever another connection has written. */
  dataVersion(): number {
    return this.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0
  }

  /** How long statements wait for another connection that writes, from now on; the usual time when none is given. */
  waitForOthers(milliseconds = BUSY_TIMEOUT_MS): void {
    if (this.#connection.isOpen) this.exec(`PRAGMA busy_timeout = ${milliseconds}`)
  }

  close(): void {
    this.#statements.clear()
    this.#listStatements.clear()
    if (this.#connection.isOpen) this.#worded(() => this.#connection.close())
  }

  #prepare(alone: boolean, readOnly: boolean): void {
    // A project may come from a stranger: its schema may not call anything, and damaged pages are noticed early.
    this.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL')
    this.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
    // SQLite's own lower() knows the letters of English only.
    this.#connection.function('search_text', { deterministic: true }, (text) => searchText(String(text)))
    if (alone) this.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    if (!readOnly) this.exec(`PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${LOG_BYTES}`)
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #listing(sql: string): StatementSync {
    const known = this.#listStatements.get(sql)
    if (known) return known
    const statement = this.#prepareList(sql)
    this.#listStatements.set(sql, statement)
    return statement
  }

  #prepareList(sql: string): StatementSync {
    const statement = this.#connection.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }

  #worded<T>(body: () => T): T {
    try {
      return body()
    } catch (error) {
      throw databaseError(error, this.path)
    }
  }
}

function immutableUrl(path: string): URL {
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return url
}
