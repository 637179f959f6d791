/** How the window names and marks the project's states and parts, the same everywhere: icon, colour and word. */
import type { ImageState, SplitChoice } from '../core/project/types.ts'

export interface Mark {
  label: string
  icon: string
  color: 'neutral' | 'info' | 'success' | 'warning' | 'error' | 'primary'
  /** Tailwind text colour of the icon alone. */
  tint: string
  about: string
}

/** Grey stands for a class that has been removed since. */
export const GONE_CLASS_COLOR = '#888888'

export const STATES: ImageState[] = ['new', 'in-progress', 'done', 'empty']

export const STATE_MARKS: Record<ImageState, Mark> = {
  new: {
    label: 'New',
    icon: 'i-lucide-circle-dashed',
    color: 'neutral',
    tint: 'text-dimmed',
    about: 'Not labelled yet. Not used for training.',
  },
  'in-progress': {
    label: 'In progress',
    icon: 'i-lucide-circle-dot',
    color: 'warning',
    tint: 'text-warning',
    about: 'Labelling has begun. Not used for training.',
  },
  done: {
    label: 'Done',
    icon: 'i-lucide-circle-check',
    color: 'success',
    tint: 'text-success',
    about: 'Every object has its box. Used for training.',
  },
  empty: {
    label: 'Empty',
    icon: 'i-lucide-circle-slash-2',
    color: 'info',
    tint: 'text-info',
    about: 'Done, and there is nothing in it. Used for training as background.',
  },
}

export const SPLITS: SplitChoice[] = ['train', 'val', 'test', 'none', 'out']

export const SPLIT_MARKS: Record<SplitChoice, { label: string; short: string; about: string }> = {
  train: { label: 'Training', short: 'Train', about: 'The model learns from these.' },
  val: { label: 'Validation', short: 'Val', about: 'The best model is chosen on these.' },
  test: { label: 'Test', short: 'Test', about: 'Kept aside, to be scored at the end.' },
  none: { label: 'No part yet', short: 'None', about: 'Training finds them a part once they are done.' },
  out: { label: 'Left out', short: 'Out', about: 'In no part on purpose: never trained on nor scored.' },
}
