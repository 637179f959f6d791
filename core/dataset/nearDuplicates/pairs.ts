/** Finds pictures that are nearly the same among many, without comparing each with each. */
import { bands, distance, isTelling, NEAR } from './fingerprint.ts'

export interface Fingerprinted {
  id: number
  /** SHA-256 of the file. */
  hash: string
  /** Null while it is not known, or when the file cannot be read. */
  bits: string | null
}

export interface NearPair {
  a: number
  b: number
  /** Bits that differ; 0 for equal fingerprints, and for equal files. */
  distance: number
}

/** Parts of a fingerprint. */
const BANDS = 8
/** Looks between two steps: some hundredths of a second. */
const STEP = 1000

/** What a part may differ by: nothing, or one of its 16 bits. */
const PROBES = new Set([0, ...Array.from({ length: 16 }, (_, bit) => 1 << bit)])

interface Look {
  id: number
  parts: Uint16Array
}

/**
 * All pairs of different looks that differ in at most NEAR bits, and for each look one pair for every further image that
 * has it. Fingerprints that differ in fewer than 16 bits differ in at most one bit in at least one of their eight parts: only
 * those are compared.
 */
export function nearPairs(images: readonly Fingerprinted[]): NearPair[] {
  const steps = nearPairSteps(images)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same, piece by piece, for whoever wants to tell how far it is or to stop: yields the share that is done. */
export function* nearPairSteps(images: readonly Fingerprinted[]): Generator<number, NearPair[]> {
  const pairs: NearPair[] = []
  const files = firstsOf(images, ({ hash }) => hash, pairs)
  const known = files.flatMap(({ id, bits }) => (bits === null ? [] : [{ id, bits, parts: bands(bits) }]))
  const looks: Look[] = firstsOf(
    known.filter(({ parts }) => isTelling(parts)),
    ({ bits }) => bits,
    pairs,
  )
  for (let band = 0; band < BANDS; band++) {
    for (const share of compareWithin(looks, band, pairs)) yield (band + share) / BANDS
  }
  return pairs.sort((one, other) => one.distance - other.distance || one.a - other.a || one.b - other.b)
}

/** The first of each key; the others become pairs with it. */
function firstsOf<T extends { id: number }>(list: readonly T[], key: (one: T) => string, pairs: NearPair[]): T[] {
  const firsts = new Map<string, T>()
  for (const one of list) {
    const first = firsts.get(key(one))
    if (first) pairs.push({ a: first.id, b: one.id, distance: 0 })
    else firsts.set(key(one), one)
  }
  return [...firsts.values()]
}

/** Compares looks whose part `band` differs in one bit at most; yields the share of them that is done. */
function* compareWithin(looks: readonly Look[], band: number, pairs: NearPair[]): Generator<number> {
  const earlier = new Map<number, Look[]>()
  for (const [index, look] of looks.entries()) {
    if (index % STEP === STEP - 1) yield index / looks.length
    const part = look.parts[band] ?? 0
    for (const probe of PROBES) {
      for (const other of earlier.get(part ^ probe) ?? []) {
        const different = distance(look.parts, other.parts)
        if (different <= NEAR && !foundBefore(look, other, band))
          pairs.push({ a: other.id, b: look.id, distance: different })
      }
    }
    const bucket = earlier.get(part)
    if (bucket) bucket.push(look)
    else earlier.set(part, [look])
  }
}

/** A pair that was close enough in an earlier part has been found there. */
function foundBefore(look: Look, other: Look, band: number): boolean {
  return look.parts.some((part, at) => at < band && PROBES.has(part ^ (other.parts[at] ?? 0)))
}
