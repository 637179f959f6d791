/** A project in numbers. */
import { MISSING } from './checkFiles.ts'
import type { Project } from './project.ts'
import type { ImageState, ProjectSummary, Split } from './types.ts'

/** Images that share all of these. */
interface Group {
  state: ImageState
  split: Split | null
  problem: string | null
  images: number
  boxes: number
}

/** To the letter the columns of the index images_by_facts: groups come out of it one after the other. */
const FACTS = 'left_out, state, split, problem'
export const SUM = `SELECT ${FACTS}, count(*) AS images, sum(box_count) AS boxes FROM images GROUP BY ${FACTS}`

export function projectSummary({ id, name, path, readOnly, notice, database }: Project): ProjectSummary {
  const groups = database.all<Group>(SUM)
  const images = (fits: (group: Group) => boolean) =>
    groups.filter(fits).reduce((total, group) => total + group.images, 0)
  const ofState = (state: ImageState) => images((group) => group.state === state)
  const ofSplit = (split: Split | null) => images((group) => group.split === split)
  return {
    id,
    name,
    path,
    images: images(() => true),
    boxes: groups.reduce((total, { boxes }) => total + boxes, 0),
    classes: database.get<{ count: number }>('SELECT count(*) AS count FROM classes')?.count ?? 0,
    states: {
      new: ofState('new'),
      'in-progress': ofState('in-progress'),
      done: ofState('done'),
      empty: ofState('empty'),
    },
    splits: { train: ofSplit('train'), val: ofSplit('val'), test: ofSplit('test'), none: ofSplit(null) },
    broken: images(({ problem }) => problem !== null),
    missing: images(({ problem }) => problem === MISSING),
    readOnly,
    notice,
  }
}
