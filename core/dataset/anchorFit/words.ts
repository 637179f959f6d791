/** What anchors reach, in a sentence for people. Pure. */
import type { AnchorReach, ClassReach, MissReason } from './reach.ts'

/** Classes with fewer boxes say little. */
const fewBoxes = 10
/** Part of a class's boxes that no anchor reaches, from which it is named. */
const notable = 0.1
/** Part of all boxes that anchors should reach; below it a fit is advised. */
const goodReach = 0.85

const words: Record<MissReason, string> = {
  small: 'too small for this input',
  large: 'too large for these anchors',
  thin: 'too long and thin for these anchors',
  between: 'between the anchors',
}

/** "Anchors reach 97 % of your boxes; 41 % of the Platelets boxes are too small for this input." */
export function reachSentence(reach: AnchorReach, nameOf: (classId: number) => string): string {
  if (reach.boxes === 0) return 'There are no training boxes yet.'
  const overall = `Anchors reach ${percent(reach.at50, reach.boxes)} of your boxes`
  const worst = worstClass(reach)
  if (!worst) return `${overall}.`
  const [reason, count] = mainReason(worst)
  return `${overall}; ${percent(count, worst.boxes)} of the ${nameOf(worst.classId)} boxes are ${words[reason]}.`
}

/** True when too few boxes of all, or of a class with enough of them, are reached for training to go well. */
export function isPoorReach(reach: AnchorReach): boolean {
  if (reach.boxes === 0) return false
  const worst = worstClass(reach)
  return reach.at50 < goodReach * reach.boxes || (worst !== null && worst.at50 < goodReach * worst.boxes)
}

function worstClass({ perClass }: AnchorReach): ClassReach | null {
  const missedPart = ({ boxes, at50 }: ClassReach) => (boxes - at50) / boxes
  const named = perClass.filter((one) => one.boxes >= fewBoxes && missedPart(one) >= notable)
  return named.sort((a, b) => missedPart(b) - missedPart(a))[0] ?? null
}

function mainReason({ missed }: ClassReach): [MissReason, number] {
  const reasons = Object.entries(missed) as Array<[MissReason, number]>
  return reasons.reduce((most, next) => (next[1] > most[1] ? next : most))
}

/** Never "100 %" while some are missing. */
function percent(part: number, whole: number): string {
  const exact = (100 * part) / whole
  const shown = exact > 99 && exact < 100 ? Math.floor(exact * 10) / 10 : Math.round(exact)
  return `${shown} %`
}
