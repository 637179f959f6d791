/**
 * small-objects: for things that are small in large pictures, as from a drone, a microscope or a line camera. The quick
 * network looks at overlapping tiles, at a scale that brings half of the objects to 40 pixels. Learning costs no more a
 * step; finding takes as many times as long as there are tiles. Quick does the same by itself when most objects are
 * under 32 pixels, or a tenth under 16; this preset does it in any case, larger and with more time.
 */
import { definePreset } from './preset.ts'

export const smallObjects = definePreset(
  {
    name: 'small-objects',
    title: 'Small objects',
    description:
      'Looks at large pictures in overlapping tiles, so that small things are large enough to be learnt and found. Finding takes longer. Ten minutes or more.',
  },
  {
    tiles: { use: 'on', objectSide: 40 },
    detection: { perImage: 300 },
    budget: { minutes: 10 },
  },
)
