/** Two entries of one picture, one of them without its file: made one, with the labels of both cases kept. */
import { compareBoxes } from '../dataset/merge.ts'
import { boxesOfImage } from './boxes.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { listImages, removeImages } from './images.ts'
import type { Project } from './project.ts'
import { relinkImages } from './relink.ts'
import { addTags } from './tags.ts'
import { IN_IDS } from './tables.ts'
import type { ImageRecord } from './types.ts'

/** The ids of an image without its file, and of one with the same content whose file is there. */
export interface Twins {
  missing: number
  present: number
}

export interface MergePlan {
  /** Pairs to make one. The entry with the labels stays. */
  pairs: Array<{ missing: ImageRecord; present: ImageRecord; kept: 'missing' | 'present' }>
  /** Pairs whose labels differ: a person has to choose. */
  conflicts: number
}

/** What can be merged without a choice. Pairs that are no longer twins are left out. */
export function planMerges(project: Project, twins: readonly Twins[]): MergePlan {
  const ids = twins.flatMap(({ missing, present }) => [missing, present])
  const images = new Map(listImages(project, ids).map((image) => [image.id, image]))
  const plan: MergePlan = { pairs: [], conflicts: 0 }
  for (const pair of twins) {
    const [missing, present] = [images.get(pair.missing), images.get(pair.present)]
    if (!missing || !present || missing.hash !== present.hash) continue
    if (isBare(present)) plan.pairs.push({ missing, present, kept: 'missing' })
    else if (isBare(missing)) plan.pairs.push({ missing, present, kept: 'present' })
    else if (haveSameLabels(project, missing, present)) plan.pairs.push({ missing, present, kept: 'missing' })
    else plan.conflicts++
  }
  return plan
}

/** Merges as planned: the kept entry has the place of the file that is there, and the tags and part of both. */
export function mergeTwins(change: ChangeRecorder, { pairs }: MergePlan): number {
  const gone = (pair: MergePlan['pairs'][number]) => (pair.kept === 'missing' ? pair.present : pair.missing)
  for (const pair of pairs) {
    const [kept, other] = [pair[pair.kept], gone(pair)]
    const sql = 'SELECT tag FROM image_tags WHERE image_id = ?'
    const tags = change.database.all<{ tag: string }>(sql, other.id).map(({ tag }) => tag)
    addTags(change, [kept.id], tags)
    if (kept.split === null && other.split !== null) change.update('images', [kept.id], { split: other.split })
  }
  removeImages(
    change,
    pairs.map((pair) => gone(pair).id),
  )
  const moved = pairs.filter(({ kept }) => kept === 'missing')
  relinkImages(
    change,
    moved.map(({ missing, present }) => ({ image: missing, path: present.path })),
  )
  return pairs.length
}

/** The pairs of images without and with a file that have the same content; each image is in one at most. */
export function findTwins(project: Project, missing: readonly ImageRecord[], lost: ReadonlySet<number>): Twins[] {
  if (missing.length === 0) return []
  const hashes = JSON.stringify([...new Set(missing.map(({ hash }) => hash))])
  const rows = project.database
    .all<{ id: number; hash: string }>(`SELECT id, hash FROM images WHERE hash ${IN_IDS} ORDER BY id`, hashes)
    .filter(({ id }) => !lost.has(id))
  const present = Map.groupBy(rows, ({ hash }) => hash)
  return missing.flatMap(({ id, hash }) => {
    const twin = present.get(hash)?.shift()
    return twin ? [{ missing: id, present: twin.id }] : []
  })
}

function isBare({ state, boxCount }: ImageRecord): boolean {
  return boxCount === 0 && (state === 'new' || state === 'in-progress')
}

function haveSameLabels(project: Project, a: ImageRecord, b: ImageRecord): boolean {
  if (a.boxCount !== b.boxCount) return false
  const boxes = (image: ImageRecord) =>
    boxesOfImage(project, image.id).map((box) => ({ ...box, className: String(box.classId) }))
  return compareBoxes(boxes(a), boxes(b)).same === a.boxCount
}
