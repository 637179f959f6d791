/** How many images each choice of each filter would leave, the other filters kept: one look at each image. */
import type { ImageCounts } from '../api/types.ts'
import { filterCondition, SPLIT_CHOICE } from './imageFilter.ts'
import { countImages } from './imageQueries.ts'
import type { Project } from './project.ts'
import { IN_IDS } from './tables.ts'
import type { ImageFilter, ImageState, SplitChoice } from './types.ts'

/** How many images share a state, a part, a fault of their file or none, and having one of the filter's classes or not. */
interface Cell {
  state: ImageState
  split: SplitChoice
  broken: number
  classed: number
  count: number
}

/** Of fewer images than this share the classes are looked up one by one; else all classes of all images are gone through. */
const FEW = 0.2

/** The parts of a filter that counts of choices leave out in turn. */
type Choice = 'states' | 'splits' | 'broken' | 'classIds'

export function imageCounts(project: Project, filter: ImageFilter): ImageCounts {
  const { classed, ...counts } = sums(project, filter)
  return { ...counts, classes: countClasses(project, filter, classed) }
}

/** `classed`: how many images the filter leaves, its classes aside. */
function sums(project: Project, filter: ImageFilter): Omit<ImageCounts, 'classes'> & { classed: number } {
  const cells = countCells(project, filter)
  const sum = (leaveOut: Choice | null, fits: (cell: Cell) => boolean = () => true) =>
    cells.filter((cell) => fits(cell) && passes(cell, filter, leaveOut)).reduce((total, { count }) => total + count, 0)
  const ofState = (state: ImageState) => sum('states', (cell) => cell.state === state)
  const ofSplit = (split: SplitChoice) => sum('splits', (cell) => cell.split === split)
  return {
    total: sum(null),
    states: {
      new: ofState('new'),
      'in-progress': ofState('in-progress'),
      done: ofState('done'),
      empty: ofState('empty'),
    },
    splits: {
      train: ofSplit('train'),
      val: ofSplit('val'),
      test: ofSplit('test'),
      none: ofSplit('none'),
      out: ofSplit('out'),
    },
    broken: sum('broken', (cell) => cell.broken === 1),
    classed: sum('classIds'),
  }
}

function passes(cell: Cell, { states, splits, broken, classIds }: ImageFilter, leaveOut: Choice | null): boolean {
  const inList = <T>(list: readonly T[] | undefined, value: T) => !list || list.length === 0 || list.includes(value)
  return (
    (leaveOut === 'states' || inList(states, cell.state)) &&
    (leaveOut === 'splits' || inList(splits, cell.split)) &&
    (leaveOut === 'broken' || broken === undefined || broken === (cell.broken === 1)) &&
    (leaveOut === 'classIds' || !classIds || classIds.length === 0 || cell.classed === 1)
  )
}

/** Every image that the filter's other parts (text, search, ids) leave is looked at once, whatever is to be counted. */
function countCells(project: Project, { classIds = [], ...filter }: ImageFilter): Cell[] {
  const { sql, values } = filterCondition({ ...filter, states: undefined, splits: undefined, broken: undefined })
  const classed =
    classIds.length > 0
      ? `EXISTS (SELECT 1 FROM image_classes c WHERE c.image_id = images.id AND c.class_id ${IN_IDS})`
      : '0'
  const select = `SELECT state, ${SPLIT_CHOICE} AS split, problem IS NOT NULL AS broken, ${classed} AS classed,
    count(*) AS count FROM images WHERE ${sql} GROUP BY 1, 2, 3, 4`
  const first = classIds.length > 0 ? [JSON.stringify(classIds)] : []
  return project.database.all<Cell>(select, ...first, ...values)
}

/** `images` is how many the filter leaves, its classes aside. */
function countClasses(project: Project, filter: ImageFilter, images: number): Record<number, number> {
  const { sql, values } = filterCondition(filter, 'classIds')
  // Images are found first: the condition would else be asked again for each class of an image.
  const found = `SELECT id FROM images WHERE ${sql}`
  const few = `WITH found AS MATERIALIZED (${found}) SELECT c.class_id AS key, count(*) AS count
    FROM found CROSS JOIN image_classes c ON c.image_id = found.id GROUP BY c.class_id`
  const many = `SELECT class_id AS key, count(*) AS count FROM image_classes
    ${sql === 'TRUE' ? '' : `WHERE +image_id IN (${found})`} GROUP BY class_id`
  const all = countImages(project, {})
  const rows = project.database.all<{ key: number; count: number }>(images < FEW * all ? few : many, ...values)
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
}
