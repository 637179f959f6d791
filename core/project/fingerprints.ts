/** Fingerprints of images by content, kept because making them reads every file. Not part of the history: facts. */
import { nearPairs, type Fingerprinted, type NearPair } from '../dataset/nearDuplicates/pairs.ts'
import { assertWritable } from './history.ts'
import type { Project } from './project.ts'

/** All images in order of id, with their fingerprints where they are known. */
export function listFingerprints(project: Project): Fingerprinted[] {
  const sql = `SELECT images.id, images.hash, f.bits FROM images LEFT JOIN fingerprints f ON f.hash = images.hash
    ORDER BY images.id`
  return project.database.all<Fingerprinted>(sql)
}

const kept = new WeakMap<Project, { of: string; pairs: NearPair[] }>()

/** Pairs of near-duplicates as far as fingerprints are known; found anew only when images or fingerprints have changed. */
export function knownPairs(project: Project): readonly NearPair[] {
  const sql = `SELECT (SELECT count(*) || ' ' || total(id) FROM images) || ' ' || (SELECT count(*) FROM fingerprints) AS version`
  const of = project.database.get<{ version: string }>(sql)?.version ?? ''
  const known = kept.get(project)
  if (known?.of === of) return known.pairs
  const pairs = nearPairs(listFingerprints(project))
  kept.set(project, { of, pairs })
  return pairs
}

/** Keeps fingerprints by content hash. */
export function storeFingerprints(project: Project, found: ReadonlyMap<string, string>): void {
  assertWritable(project)
  project.database.transaction(() => {
    for (const [hash, bits] of found) {
      project.database.run('INSERT OR REPLACE INTO fingerprints (hash, bits) VALUES (?, ?)', hash, bits)
    }
  })
}
