/**
 * balanced: the quick network on larger pictures, with more time: for objects that are small in the picture.
 * A step costs about 1.7 times as much, so it is for half an hour or more, or a graphics card. On 168 photographs of an
 * aquarium and two cores, 2060 steps of it came to .28 AP, as many minutes of quick's smaller pictures (3500 steps) to
 * .25. Quick itself takes pictures of this size when it has more than a quarter of an hour.
 */
import { definePreset } from './preset.ts'

export const balanced = definePreset(
  {
    name: 'balanced',
    title: 'Balanced',
    description:
      'The same network on larger pictures, with more time: for objects that are small in the picture. Half an hour or more, or a graphics card.',
  },
  { input: { area: 640 * 512 }, budget: { minutes: 30 } },
)
