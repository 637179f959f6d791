/**
 * quick: a small detector in minutes on a laptop's processor. The backbone comes trained on COCO and stays frozen up
 * to C3, whose features are computed once and kept; a narrow pyramid and light heads are trained on top.
 * With more time it takes more images a step, then larger pictures (batchSize.ts, inputArea.ts).
 * Expect AP50 around .9 on a few hundred photographs of a few distinct classes after three minutes on two cores.
 */
import { definePreset } from './preset.ts'

export const quick = definePreset(
  {
    name: 'quick',
    title: 'Quick',
    description:
      'A small detector on a backbone that already knows common objects. Learns a few distinct classes in minutes, on a processor alone.',
  },
  {},
)
