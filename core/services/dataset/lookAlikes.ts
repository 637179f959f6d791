/** Near-duplicates of a project: found once, kept by content, and told where they matter. */
import os from 'node:os'
import type { LookAlike, LookAlikes } from '../../api/types.ts'
import { labelDifferences } from '../../dataset/nearDuplicates/conflicts.ts'
import type { NearPair } from '../../dataset/nearDuplicates/pairs.ts'
import { fileFingerprint } from '../../images/fingerprint.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { findPairs, listFingerprints, storeFingerprints } from '../../project/fingerprints.ts'
import { imageFile, listImages } from '../../project/images.ts'
import { imagePage } from '../../project/imageQueries.ts'
import type { Project } from '../../project/project.ts'
import type { ImageRecord, ImageRow } from '../../project/types.ts'

/** Pairs that are shown; the numbers are of all. */
const MOST_SHOWN = 100
/** Fingerprints that are written together: what a crash may cost. */
const WRITTEN_TOGETHER = 256

/** Makes the fingerprints that are missing, then looks for pairs across parts and with different labels. */
export async function findLookAlikes(project: Project, job: JobHandle): Promise<LookAlikes> {
  const unreadable = project.readOnly ? 0 : await makeFingerprints(project, job)
  const progress = (share: number) =>
    job.progress(Math.round(share * 100), 100, 'Comparing each picture with the others')
  const pairs = await findPairs(project, { signal: job.signal, progress })
  return { ...tellLookAlikes(project, pairs), unreadable }
}

async function makeFingerprints(project: Project, { signal, progress }: JobHandle): Promise<number> {
  const known = new Set(listFingerprints(project).flatMap(({ hash, bits }) => (bits === null ? [] : [hash])))
  const missing = new Map(
    listImages(project)
      .filter(({ hash }) => !known.has(hash))
      .map((image) => [image.hash, image]),
  )
  const found = new Map<string, string>()
  const waiting = missing.values()
  let done = 0
  let unreadable = 0
  const work = async () => {
    for (const image of waiting) {
      signal.throwIfAborted()
      const bits = await readable(project, image)
      if (bits === null) unreadable++
      else found.set(image.hash, bits)
      if (found.size >= WRITTEN_TOGETHER) {
        storeFingerprints(project, found)
        found.clear()
      }
      progress(++done, missing.size, 'Looking at the pictures')
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, os.availableParallelism() - 1) }, work))
  storeFingerprints(project, found)
  return unreadable
}

/** A file that cannot be read has no look; that it cannot is told elsewhere. */
async function readable(project: Project, image: ImageRecord): Promise<string | null> {
  try {
    return await fileFingerprint(imageFile(project, image), image.name)
  } catch {
    return null
  }
}

function tellLookAlikes(project: Project, pairs: readonly NearPair[]): Omit<LookAlikes, 'unreadable'> {
  const involved = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const filter = { ids: involved }
  const { rows } = imagePage(project, { filter, sort: 'added', descending: false }, 0, Math.max(1, involved.length))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const both = pairs.flatMap(({ a, b, distance }): LookAlike[] => {
    const [one, other] = [byId.get(a), byId.get(b)]
    return one && other ? [{ a: one, b: other, distance }] : []
  })
  const leaks = both.filter(({ a, b }) => a.split !== null && b.split !== null && a.split !== b.split)
  const conflicts = both.filter(({ a, b }) => isLabelled(a) && isLabelled(b) && labelDifferences(a, b) > 0)
  return {
    pairs: pairs.length,
    images: involved.length,
    leaks: { total: leaks.length, shown: leaks.slice(0, MOST_SHOWN) },
    conflicts: { total: conflicts.length, shown: conflicts.slice(0, MOST_SHOWN) },
  }
}

function isLabelled({ state }: ImageRow): boolean {
  return state === 'done' || state === 'empty'
}
