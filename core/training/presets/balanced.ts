/**
 * balanced: the quick network with more time and a larger input, for smaller objects and look-alike classes.
 * A step costs about twice as much; expect a few points of AP more than quick after ten minutes, and more on small objects.
 */
import { definePreset } from './preset.ts'

export const balanced = definePreset(
  {
    name: 'balanced',
    title: 'Balanced',
    description:
      'The same network on larger pictures and with more time: for smaller objects and classes that look alike. Ten minutes or more.',
  },
  { input: { area: 640 * 512 }, budget: { minutes: 10 } },
)
