/** Sentences for what a format cannot hold. */
import { countBoxes, type ExportDataset } from './exporting.ts'

export interface FormatLimits {
  /** As people write it: "YOLO". */
  name: string
  /** Flags that have a place. */
  flags: ReadonlyArray<'difficult' | 'truncated' | 'crowd' | 'occluded'>
  attributes: boolean
  notes: boolean
  splits: boolean
}

const ALL_FLAGS = ['difficult', 'truncated', 'crowd', 'occluded'] as const
/** For formats with room for everything that a box has. */
export const allFlags: FormatLimits['flags'] = ALL_FLAGS

export function lossesOf(dataset: ExportDataset, limits: FormatLimits): string[] {
  const { name } = limits
  const missing = ALL_FLAGS.filter((flag) => !limits.flags.includes(flag))
  const flagged = countBoxes(dataset, (box) => missing.some((flag) => box[flag]))
  const described = countBoxes(
    dataset,
    ({ attributes, note }) =>
      (!limits.notes && note !== '') || (!limits.attributes && Object.keys(attributes).length > 0),
  )
  const kept = [limits.attributes ? '' : 'attributes', limits.notes ? '' : 'notes'].filter(Boolean).join(' and ')
  const split = dataset.images.filter((image) => image.split !== null).length
  return [
    ...(flagged > 0
      ? [`${name} has no place for the flags ${missing.join(', ')}: ${countedBoxes(flagged)} lost some.`]
      : []),
    ...(described > 0 ? [`${name} has no place for ${kept}: those of ${countedBoxes(described)} were left out.`] : []),
    ...(split > 0 && !limits.splits ? [`${name} has no place for the split, so it was left out.`] : []),
  ]
}

/** "one box", "3 boxes". */
export function countedBoxes(count: number): string {
  return count === 1 ? 'one box' : `${count} boxes`
}
