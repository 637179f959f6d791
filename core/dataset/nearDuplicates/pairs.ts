/** Finds pictures that are nearly the same among many, without comparing each with each. */
import { bands, isTelling, NEAR, ones } from './fingerprint.ts'

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
const PROBES = [0, ...Array.from({ length: 16 }, (_, bit) => 1 << bit)]

/** Different looks, one after another in one array: a hundred thousand are compared some hundred million times. */
interface Looks {
  ids: number[]
  /** The BANDS parts of each. */
  parts: Uint16Array
  /** The same memory, two parts at a time. */
  words: Uint32Array
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
  const telling = known.filter(({ parts }) => isTelling(parts))
  const looks = together(firstsOf(telling, ({ bits }) => bits, pairs))
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

function together(looks: ReadonlyArray<{ id: number; parts: Uint16Array }>): Looks {
  const parts = new Uint16Array(BANDS * looks.length)
  for (const [index, look] of looks.entries()) parts.set(look.parts, BANDS * index)
  return { ids: looks.map(({ id }) => id), parts, words: new Uint32Array(parts.buffer) }
}

/** Compares looks whose part `band` differs in one bit at most; yields the share of them that is done. */
function* compareWithin(looks: Looks, band: number, pairs: NearPair[]): Generator<number> {
  const { ids, parts } = looks
  // The last look with a part, and the one before it with the same; -1 where there is none.
  const last = new Int32Array(2 ** 16).fill(-1)
  const before = new Int32Array(ids.length)
  for (let look = 0; look < ids.length; look++) {
    if (look % STEP === STEP - 1) yield look / ids.length
    const part = parts[BANDS * look + band]!
    for (const probe of PROBES) {
      for (let other = last[part ^ probe]!; other >= 0; other = before[other]!) {
        const different = distanceIn(looks, look, other)
        if (different <= NEAR && !foundBefore(looks, look, other, band))
          pairs.push({ a: ids[other]!, b: ids[look]!, distance: different })
      }
    }
    before[look] = last[part]!
    last[part] = look
  }
}

/** In how many bits two looks differ; more than NEAR is not counted to the end. */
function distanceIn({ words }: Looks, one: number, other: number): number {
  let different = 0
  for (let word = 0; word < BANDS / 2 && different <= NEAR; word++) {
    different += ones(words[(BANDS / 2) * one + word]! ^ words[(BANDS / 2) * other + word]!)
  }
  return different
}

/** A pair that was close enough in an earlier part has been found there. */
function foundBefore({ parts }: Looks, one: number, other: number, band: number): boolean {
  for (let at = 0; at < band; at++) {
    const differing = parts[BANDS * one + at]! ^ parts[BANDS * other + at]!
    // One bit at most.
    if ((differing & (differing - 1)) === 0) return true
  }
  return false
}
