/** What a network's anchors reach of the training boxes, with the words for it. */
import type { PlannedAnchors } from '../../api/types.ts'
import { anchorReach } from '../../dataset/anchorFit/reach.ts'
import { isPoorReach, reachSentence } from '../../dataset/anchorFit/words.ts'
import type { ClassRecord } from '../../project/types.ts'
import type { RetinaNetConfig } from '../../training/config.ts'
import { anchorGrid } from './seenBoxes.ts'
import type { Settled } from './settle.ts'

export function plannedAnchors(
  { boxes, input }: Pick<Settled, 'boxes' | 'input'>,
  classes: readonly ClassRecord[],
  network: RetinaNetConfig,
): PlannedAnchors {
  const ids = classes.map(({ id }) => id)
  const reach = anchorReach(anchorGrid(network, input), boxes, ids)
  const nameOf = (id: number) => classes.find((one) => one.id === id)?.name ?? 'a class'
  return { ...reach, sentence: reachSentence(reach, nameOf), poor: isPoorReach(reach) }
}
