/** Which classes are shown more often than their images alone would have it, for people. */
import type { TrainingWarning } from '../../api/types.ts'
import type { ClassRecord, ImageRecord } from '../../project/types.ts'
import type { TrainingConfig } from '../../training/config.ts'
import { classRepeatFactors } from '../../training/repeatFactors.ts'
import type { TrainingSet } from './trainingSet.ts'

/** Classes repeated less than this are not worth a word. */
const noticeable = 1.2
const mostNames = 3

export function rareClassNote(
  { boxes }: TrainingSet,
  trainImages: readonly ImageRecord[],
  classes: readonly ClassRecord[],
  { rareShare }: TrainingConfig['sampling'],
): TrainingWarning[] {
  const shown = trainImages.map(
    ({ id }) =>
      new Set((boxes.get(id) ?? []).flatMap(({ classId, crowd, difficult }) => (crowd || difficult ? [] : [classId]))),
  )
  const factors = classRepeatFactors(shown, rareShare)
  const rare = classes
    .map(({ id, name }) => ({ name, factor: factors.get(id) ?? 1 }))
    .filter(({ factor }) => factor >= noticeable)
    .toSorted((a, b) => b.factor - a.factor)
  const [rarest] = rare
  if (!rarest) return []
  const [be, they] = rare.length === 1 ? ['is', 'it'] : ['are', 'they']
  const text = `${listed(rare.map(({ name }) => name))} ${be} in few images, which are shown up to ${rarest.factor.toFixed(1)} times as often, so that ${they} can be learnt, too.`
  return [{ code: 'rare-classes', severity: 'info', text }]
}

/** "a", "a and b", "a, b, c and 2 more classes". */
function listed(names: readonly string[]): string {
  const more = names.length - mostNames
  const parts = more > 0 ? [...names.slice(0, mostNames), `${more} more ${more === 1 ? 'class' : 'classes'}`] : names
  return parts.length === 1 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
