/** Probing remembered: an import that was looked at first does not read and decode every file a second time. */
import { stat } from 'node:fs/promises'
import { splitPagePath } from './pages.ts'
import { probeImage, type ProbedImage } from './probe.ts'

/** A few hundred bytes each. */
const MOST_REMEMBERED = 150_000

const remembered = new Map<string, { stamp: string; facts: ProbedImage }>()

/** As `probeImage`; what it found is used again while the file has the same size, time of change and place on the disk. */
export async function probeOnce(file: string): Promise<ProbedImage> {
  const stamp = await stampOf(file)
  const known = remembered.get(file)
  if (known && stamp !== null && known.stamp === stamp) return known.facts
  const facts = await probeImage(file)
  if (stamp === null) return facts
  const [oldest] = remembered.size >= MOST_REMEMBERED ? remembered.keys() : []
  if (oldest !== undefined) remembered.delete(oldest)
  remembered.set(file, { stamp, facts })
  return facts
}

/** Null for what cannot be looked at: probing says why. */
async function stampOf(file: string): Promise<string | null> {
  const facts = await stat(splitPagePath(file).file, { bigint: true }).catch(() => null)
  return facts && `${facts.dev} ${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`
}
