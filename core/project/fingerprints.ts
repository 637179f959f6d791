/** Fingerprints of images by content, kept because making them reads every file. Not part of the history: facts. */
import { setImmediate } from 'node:timers/promises'
import { nearPairs, nearPairSteps, type Fingerprinted, type NearPair } from '../dataset/nearDuplicates/pairs.ts'
import type { ProjectDatabase } from './database.ts'
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'

/** All images in order of id, with their fingerprints where they are known. */
export function listFingerprints(project: Project): Fingerprinted[] {
  const sql = `SELECT images.id, images.hash, f.bits FROM images LEFT JOIN fingerprints f ON f.hash = images.hash
    ORDER BY images.id`
  const rows = project.database.lists<[number, string, string | null]>(sql)
  return rows.map(([id, hash, bits]) => ({ id, hash, bits }))
}

const kept = new WeakMap<Project, { of: string; pairs: NearPair[] }>()

/** Pairs of near-duplicates as far as fingerprints are known; found anew only when images or fingerprints have changed. */
export function knownPairs(project: Project): readonly NearPair[] {
  const of = version(project)
  const known = kept.get(project)
  if (known?.of === of) return known.pairs
  const pairs = nearPairs(listFingerprints(project))
  kept.set(project, { of, pairs })
  return pairs
}

/** The same, with the share that is done told, and room for others between the steps; ends with the signal's reason. */
export async function findPairs(
  project: Project,
  { signal, progress }: { signal: AbortSignal; progress: (share: number) => void },
): Promise<readonly NearPair[]> {
  const of = version(project)
  const known = kept.get(project)
  if (known?.of === of) return known.pairs
  const steps = nearPairSteps(listFingerprints(project))
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      kept.set(project, { of, pairs: step.value })
      return step.value
    }
    progress(step.value)
    await setImmediate()
    signal.throwIfAborted()
  }
}

/** Differs when images or fingerprints have changed. */
function version({ database }: Project): string {
  const sql = `SELECT (SELECT count(*) || ' ' || total(id) FROM images) || ' ' || (SELECT count(*) FROM fingerprints) AS version`
  return database.get<{ version: string }>(sql)?.version ?? ''
}

/** Keeps fingerprints by content hash. */
export function storeFingerprints(project: Project, found: ReadonlyMap<string, string>): void {
  assertWritable(project)
  project.database.transaction(() => {
    for (const [hash, bits] of found) storeFingerprint(project.database, hash, bits)
  })
}

/** The same for one, within a change. */
export function storeFingerprint(database: ProjectDatabase, hash: string, bits: string): void {
  database.run('INSERT OR REPLACE INTO fingerprints (hash, bits) VALUES (?, ?)', hash, bits)
}
