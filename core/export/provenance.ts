/** Where a model comes from: what it learnt from, how, and from which weights it started. */
import { createHash } from 'node:crypto'
import type { Scores } from '../training/events.ts'
import type { Snapshot } from '../training/snapshot.ts'

/** A run as its card tells of it. */
export interface RunFacts {
  name: string
  preset: string
  steps: number
  seconds: number
  backend: string | null
  /** On the validation images, of the weights that were kept. */
  scores: Scores | null
}

/** Weights that a training started from. `licence` is null where the studio does not know it. */
export interface StartingWeights {
  title: string
  licence: string | null
}

export interface DataFacts {
  /** SHA-256 over the images' content hashes, parts, classes and boxes: the same for the same data, wherever it lies. */
  snapshot: string
  parts: Array<{ part: string; images: number; boxes: number }>
  classes: Array<{ name: string; trainingBoxes: number }>
}

/** What the snapshot of a run holds, in numbers. */
export function dataFacts({ images, classes }: Pick<Snapshot, 'images' | 'classes'>): DataFacts {
  const training = images.filter(({ split }) => split === 'train').flatMap(({ boxes }) => boxes)
  return {
    snapshot: snapshotHash({ images, classes }),
    parts: (['train', 'val', 'test'] as const).flatMap((part) => {
      const own = images.filter(({ split }) => split === part)
      const boxes = own.reduce((total, image) => total + image.boxes.length, 0)
      return own.length === 0 ? [] : [{ part, images: own.length, boxes }]
    }),
    classes: classes.map(({ id, name }) => ({
      name,
      trainingBoxes: training.filter(({ classId }) => classId === id).length,
    })),
  }
}

/** Names, places and numbers of files and boxes do not count, only what a training sees. */
function snapshotHash({ images, classes }: Pick<Snapshot, 'images' | 'classes'>): string {
  const names = new Map(classes.map(({ id, name }) => [id, name]))
  const lines = images.map(({ hash, split, boxes }) => {
    const rows = boxes.map(({ x1, y1, x2, y2, classId, crowd, difficult }) =>
      JSON.stringify([names.get(classId) ?? '', x1, y1, x2, y2, crowd, difficult]),
    )
    return JSON.stringify([hash, split, rows.toSorted()])
  })
  const text = JSON.stringify([classes.map(({ name }) => name), lines.toSorted()])
  return createHash('sha256').update(text).digest('hex')
}
