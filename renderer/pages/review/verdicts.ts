/** Words, icons and colours of what became of a detection; blue, orange and yellow stay apart for colour-blind eyes. */
import type { Mistake, MistakeKind, ReviewedDetection } from '../../../core/api/types.ts'

export interface VerdictMark {
  label: string
  /** For chips. */
  short: string
  icon: string
  /** On pictures and in legends. */
  color: string
  about: string
}

export const RIGHT = '#56b4e9'
export const WRONG = '#ff6a13'
export const MISSED = '#f5e13b'
export const LABEL = '#ffffff'

export { ALL_KINDS as KINDS } from '../../stores/review.ts'

export const KIND_MARKS: Record<MistakeKind, VerdictMark> = {
  'false-positive': {
    label: 'No label',
    short: 'No label',
    icon: 'i-lucide-circle-help',
    color: WRONG,
    about: 'A detection where no label is: a false alarm, or a label that is missing.',
  },
  missed: {
    label: 'Missed',
    short: 'Missed',
    icon: 'i-lucide-eye-off',
    color: MISSED,
    about: 'A label that no detection at this threshold found.',
  },
  'wrong-class': {
    label: 'Wrong class',
    short: 'Wrong class',
    icon: 'i-lucide-shuffle',
    color: WRONG,
    about: 'The right place, but another class than the label’s.',
  },
  localisation: {
    label: 'Inexact box',
    short: 'Inexact',
    icon: 'i-lucide-move-diagonal',
    color: WRONG,
    about: 'The right class, but the box fits its label badly (IoU below .5).',
  },
  duplicate: {
    label: 'Second box',
    short: 'Double',
    icon: 'i-lucide-copy',
    color: WRONG,
    about: 'Another box on an object that was found already.',
  },
}

export function verdictColor(verdict: ReviewedDetection['verdict']): string {
  if (verdict === 'right') return RIGHT
  return verdict === 'ignored' ? '#c4c4cc' : WRONG
}

/** Tells mistakes apart across reloads of the queue. */
export function mistakeKey({ kind, suggestionId, boxId }: Mistake): string {
  return kind === 'missed' ? `missed:${boxId}` : `found:${suggestionId}`
}
