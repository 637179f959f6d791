/**
 * Anchors fitted to boxes by differential evolution (Storn and Price 1997): a population of anchor settings, of which
 * each is challenged by a mixture of others and gives way to a better one. Pure and seeded.
 */
import { SeededRandom } from '../seededRandom.ts'
import { bestOverlap, type AnchorGrid, type SeenBox } from './grid.ts'

/** The settings that are fitted: those of network.anchors. */
export interface AnchorShapes {
  baseScale: number
  scales: number[]
  ratios: number[]
}

export interface FitOptions {
  seed: number
  /** Boxes that candidates are measured on at most; more are drawn from at random. */
  sample?: number
  generations?: number
}

const population = 32
const usualGenerations = 80
const usualSample = 3000
/** Bounds of what is searched: the base scale in strides, factors between scales, and height / width. */
const bounds = { baseScale: [0.5, 8], step: [1.05, 2], ratio: [0.125, 8] } as const
/** Weight of the mean overlap beside the share that is reached: it decides where shares are nearly equal. */
const overlapWeight = 0.1
/** Generations without any progress after which the search ends. */
const patience = 20

/**
 * Yields the best settings so far after each generation, so that the caller can show progress, breathe or stop. Starts
 * from the given settings, keeps their number of scales and ratios, and is never worse than they are on the boxes
 * measured. `gridOf` makes the grid of a candidate.
 */
export function* fitAnchors(
  start: AnchorShapes,
  boxes: readonly SeenBox[],
  gridOf: (anchors: AnchorShapes) => AnchorGrid,
  { seed, sample = usualSample, generations = usualGenerations }: FitOptions,
): Generator<AnchorShapes, AnchorShapes, undefined> {
  const random = new SeededRandom(seed)
  const measured = drawBoxes(boxes, sample, random)
  const weights = classWeights(measured)
  const score = (genes: readonly number[]) => fitness(gridOf(decode(genes, start)), measured, weights)
  const first = encode(start)
  const members = Array.from({ length: population }, (_, index) => {
    const genes = index === 0 ? first : first.map((gene, place) => gene + (random.next() - 0.5) * spread(place, start))
    return { genes, score: score(genes) }
  })
  let best = members[0] as (typeof members)[number]
  for (const member of members) if (member.score > best.score) best = member
  let idle = 0
  for (let generation = 0; generation < generations && idle < patience; generation++) {
    idle++
    for (const [index, member] of members.entries()) {
      const genes = challenge(members, index, best.genes, random)
      const challenger = { genes, score: score(genes) }
      if (challenger.score < member.score) continue
      members[index] = challenger
      if (challenger.score > best.score) {
        best = challenger
        idle = 0
      }
    }
    yield tidy(decode(best.genes, start))
  }
  return tidy(decode(best.genes, start))
}

interface Member {
  genes: readonly number[]
  score: number
}

/** "current to best, one difference", with a weight drawn anew for each challenger. */
function challenge(members: readonly Member[], index: number, best: readonly number[], random: SeededRandom): number[] {
  const pick = () => (members[random.whole(0, members.length - 1)] as Member).genes
  const [own, one, other] = [(members[index] as Member).genes, pick(), pick()]
  const weight = 0.4 + 0.5 * random.next()
  const always = random.whole(0, own.length - 1)
  return own.map((gene, place) => {
    if (place !== always && random.next() > 0.9) return gene
    const difference = (one[place] as number) - (other[place] as number)
    return gene + weight * ((best[place] as number) - gene) + weight * difference
  })
}

/** Share of boxes reached at IoU .5 and, less important, mean best overlap, both weighted. */
function fitness(grid: AnchorGrid, boxes: readonly SeenBox[], weights: ReadonlyMap<number, number>): number {
  let [sum, total] = [0, 0]
  for (const box of boxes) {
    const overlap = bestOverlap(grid, box)
    const weight = weights.get(box.classId) ?? 0
    total += weight
    sum += weight * ((overlap >= 0.5 ? 1 : 0) + overlapWeight * overlap)
  }
  return total > 0 ? sum / total : 0
}

/** A class of 100 times as many boxes weighs 10 times as much: common ones lead, rare ones are heard. */
function classWeights(boxes: readonly SeenBox[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { classId } of boxes) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  return new Map([...counts].map(([classId, count]) => [classId, 1 / Math.sqrt(count)]))
}

function drawBoxes(boxes: readonly SeenBox[], count: number, random: SeededRandom): readonly SeenBox[] {
  const usable = boxes.filter(({ width, height }) => width > 0 && height > 0)
  return usable.length <= count ? usable : random.shuffle([...usable]).slice(0, count)
}

/** Logarithms: base scale, then the factor from each scale to the next, then the ratios. */
function encode({ baseScale, scales, ratios }: AnchorShapes): number[] {
  const sorted = scales.toSorted((a, b) => a - b)
  const steps = sorted.slice(1).map((scale, index) => Math.log(scale / (sorted[index] as number)))
  return [Math.log(baseScale * (sorted[0] ?? 1)), ...steps, ...ratios.toSorted((a, b) => a - b).map(Math.log)]
}

function decode(genes: readonly number[], { scales, ratios }: AnchorShapes): AnchorShapes {
  const steps = genes.slice(1, scales.length).map((gene) => bounded(gene, bounds.step))
  const factors = steps.reduce<number[]>((made, step) => [...made, (made.at(-1) ?? 1) * step], [1])
  const ownRatios = genes.slice(scales.length, scales.length + ratios.length).map((gene) => bounded(gene, bounds.ratio))
  return {
    baseScale: bounded(genes[0] ?? 0, bounds.baseScale),
    scales: factors,
    ratios: ownRatios.sort((a, b) => a - b),
  }
}

function bounded(gene: number, [low, high]: readonly [number, number]): number {
  return Math.min(Math.max(Math.exp(gene), low), high)
}

/** Width of the first population around the start, as a logarithm: wide in size and shape, narrow in the steps. */
function spread(place: number, { scales }: AnchorShapes): number {
  return place === 0 || place >= scales.length ? 2 : 0.5
}

/** Three digits: more would only look exact. */
function tidy({ baseScale, scales, ratios }: AnchorShapes): AnchorShapes {
  const short = (value: number) => Number(value.toPrecision(3))
  return { baseScale: short(baseScale), scales: scales.map(short), ratios: ratios.map(short) }
}
