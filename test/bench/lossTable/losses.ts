/** The rows of the table: the losses of the paper's table 1, each with the alpha that was best for it there. */
import type { TrainingConfigInput } from '../../../core/training/config.ts'

export interface TableRow {
  name: string
  /** AP / AP50 / AP75 on COCO in the paper: ResNet-50-FPN at 600 px (OHEM: ResNet-101-FPN; CE: its alpha of .50). */
  paper: string
  loss: NonNullable<TrainingConfigInput['loss']>
}

const ohem = { examples: 128, nmsIou: 0.5 }

export const tableRows: TableRow[] = [
  { name: 'CE', paper: '30.2 / 46.7 / 32.8', loss: { name: 'ce' } },
  { name: 'alpha-balanced CE, alpha .75', paper: '31.1 / 49.4 / 33.0', loss: { name: 'balanced-ce', alpha: 0.75 } },
  { name: 'OHEM 128, NMS .5', paper: '32.8 / 50.3 / 35.1', loss: { name: 'ohem', ohem } },
  { name: 'OHEM 1:3, 128, NMS .5', paper: '31.1 / 47.2 / 33.2', loss: { name: 'ohem-1-3', ohem } },
  {
    name: 'FL, gamma .5, alpha .50',
    paper: '32.9 / 51.7 / 35.2',
    loss: { name: 'balanced-focal', gamma: 0.5, alpha: 0.5 },
  },
  {
    name: 'FL, gamma 1, alpha .25',
    paper: '33.7 / 52.0 / 36.2',
    loss: { name: 'balanced-focal', gamma: 1, alpha: 0.25 },
  },
  {
    name: 'FL, gamma 2, alpha .25',
    paper: '34.0 / 52.5 / 36.5',
    loss: { name: 'balanced-focal', gamma: 2, alpha: 0.25 },
  },
  {
    name: 'FL, gamma 5, alpha .25',
    paper: '32.2 / 49.6 / 34.8',
    loss: { name: 'balanced-focal', gamma: 5, alpha: 0.25 },
  },
  { name: 'FL*, gamma 2, beta 1', paper: '33.8 / 52.7 / 36.3', loss: { name: 'focal-star', gamma: 2, beta: 1 } },
]
