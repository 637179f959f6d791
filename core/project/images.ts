/** Images of a project: rows to records, look-ups, and adding, removing and marking them. */
import { StudioError } from '../api/errors.ts'
import { nameOfPath, splitPagePath } from '../images/pages.ts'
import type { ChangeRecorder } from './changeRecorder.ts'
import { removeBoxesOf } from './boxes.ts'
import { storeFingerprint } from './fingerprints.ts'
import { imagePath } from './paths.ts'
import type { Project } from './project.ts'
import { searchText, sortKey } from './sortKey.ts'
import { IN_IDS } from './tables.ts'
import type { BoxFrame, BoxUnit, ImageRecord, ImageState, Split, VideoFrame } from './types.ts'

export interface ImageTableRow {
  id: number
  path: string
  name: string
  width: number
  height: number
  orientation: number
  bytes: number
  hash: string
  state: ImageState
  split: Split | null
  left_out: number
  problem: string | null
  video: string | null
  video_seconds: number | null
  box_count: number
  revision: number
}

/** What adding an image needs; `path` as storedImagePath() gives it. */
export interface NewImage extends Pick<ImageRecord, 'path' | 'width' | 'height' | 'orientation' | 'bytes' | 'hash'> {
  /** 'new' when not given. */
  state?: ImageState
  split?: Split | null
  problem?: string | null
  preview?: string | null
  /** What the picture looks like (core/images/fingerprint.ts), kept by its content. */
  fingerprint?: string | null
  video?: VideoFrame | null
  /** How its boxes were read where there was a choice, and in which unit they are written. */
  boxFrame?: BoxFrame | null
  boxUnit?: BoxUnit
  /** Its labels fit it only without its rotation tag. */
  staleTag?: boolean
}

export const IMAGE_COLUMNS =
  'id, path, name, width, height, orientation, bytes, hash, state, split, left_out, problem, video, video_seconds, box_count, revision'

/** The values of IMAGE_COLUMNS. */
type ImageValues = [
  id: number,
  path: string,
  name: string,
  width: number,
  height: number,
  orientation: number,
  bytes: number,
  hash: string,
  state: ImageState,
  split: Split | null,
  leftOut: number,
  problem: string | null,
  video: string | null,
  videoSeconds: number | null,
  boxCount: number,
  revision: number,
]

export function toImage(row: ImageTableRow): ImageRecord {
  const { box_count, left_out, video, video_seconds, ...rest } = row
  const frame = video === null ? null : { path: video, seconds: video_seconds ?? 0 }
  return { ...rest, leftOut: left_out === 1, video: frame, boxCount: box_count }
}

function fromValues(row: ImageValues): ImageRecord {
  const [id, path, name, width, height, orientation, bytes, hash, state, split, leftOut, problem, ...rest] = row
  const [video, seconds, boxCount, revision] = rest
  return {
    id,
    path,
    name,
    width,
    height,
    orientation,
    bytes,
    hash,
    state,
    split,
    leftOut: leftOut === 1,
    problem,
    video: video === null ? null : { path: video, seconds: seconds ?? 0 },
    boxCount,
    revision,
  }
}

/** @throws NOT_FOUND when the project has no such image. */
export function getImage(project: Project, id: number): ImageRecord {
  const row = project.database.get<ImageTableRow>(`SELECT ${IMAGE_COLUMNS} FROM images WHERE id = ?`, id)
  if (row) return toImage(row)
  throw new StudioError('NOT_FOUND', `There is no image ${id} in ${project.name}.`, 'It may have been removed.', { id })
}

/** The images with these ids, or all when none are named, in order of path. */
export function listImages(project: Project, ids?: number[]): ImageRecord[] {
  const { database } = project
  const select = `SELECT ${IMAGE_COLUMNS} FROM images`
  const rows = ids
    ? database.lists<ImageValues>(`${select} WHERE id ${IN_IDS} ORDER BY sort_key, id`, JSON.stringify(ids))
    : database.lists<ImageValues>(`${select} ORDER BY sort_key, id`)
  return rows.map(fromValues)
}

/** What tells images and their files apart, and whether they are labelled. */
export type KnownImage = Pick<
  ImageRecord,
  'id' | 'path' | 'hash' | 'bytes' | 'orientation' | 'problem' | 'state' | 'boxCount'
>

/** All images in order of path: in half of the memory that whole records take. */
export function listKnownImages(project: Project): KnownImage[] {
  const sql = 'SELECT id, path, hash, bytes, orientation, problem, state, box_count FROM images ORDER BY sort_key, id'
  const rows = project.database.lists<[number, string, string, number, number, string | null, ImageState, number]>(sql)
  return rows.map(([id, path, hash, bytes, orientation, problem, state, boxCount]) => {
    return { id, path, hash, bytes, orientation, problem, state, boxCount }
  })
}

/** The image at a stored path, or null. */
export function findImageByPath(project: Project, stored: string): ImageRecord | null {
  const row = project.database.get<ImageTableRow>(`SELECT ${IMAGE_COLUMNS} FROM images WHERE path = ?`, stored)
  return row ? toImage(row) : null
}

/** The absolute path of an image's picture, for `readImage`: of its file, or of a page of it. */
export function imageFile(project: Project, image: Pick<ImageRecord, 'path'>): string {
  return imagePath(project, image.path)
}

/** The absolute path of the file that an image is in. */
export function imageOnDisk(project: Project, image: Pick<ImageRecord, 'path'>): string {
  return splitPagePath(imageFile(project, image)).file
}

/** Adds an image and returns its id. @throws CONFLICT when the project has an image at that path. */
export function addImage(change: ChangeRecorder, image: NewImage): number {
  if (change.database.get('SELECT 1 FROM images WHERE path = ?', image.path)) {
    throw new StudioError('CONFLICT', `The project has the image ${image.path} already.`, undefined, {
      path: image.path,
    })
  }
  const { path, width, height, orientation, bytes, hash, state = 'new', split = null } = image
  const { problem = null, preview = null, fingerprint = null } = image
  const name = nameOfPath(path)
  const keys = { name, sort_key: sortKey(path), search_text: searchText(path), added_at: new Date().toISOString() }
  const facts = { path, width, height, orientation, bytes, hash, state, split, problem, preview }
  const { boxFrame = null, boxUnit = 'pixels', video = null, staleTag = false } = image
  const reading = { box_frame: boxFrame, box_unit: boxFrame && boxUnit, stale_tag: Number(staleTag) }
  const frame = { video: video?.path ?? null, video_seconds: video?.seconds ?? null }
  if (fingerprint !== null) storeFingerprint(change.database, hash, fingerprint)
  return change.insert('images', { ...facts, ...keys, ...reading, ...frame })
}

/** Removes images from the project with their boxes and tags; the files stay. */
export function removeImages(change: ChangeRecorder, ids: number[]): void {
  const tags = change.database.all<{ id: number }>(
    `SELECT id FROM image_tags WHERE image_id ${IN_IDS}`,
    JSON.stringify(ids),
  )
  change.remove(
    'image_tags',
    tags.map((tag) => tag.id),
  )
  removeBoxesOf(change, ids)
  change.remove('images', ids)
}

/**
 * Marks images. 'done' without boxes becomes 'empty'.
 * @throws BAD_INPUT when images with boxes are to be 'empty'.
 */
export function setImageStates(change: ChangeRecorder, ids: number[], state: ImageState): void {
  if (state !== 'done' && state !== 'empty') {
    change.update('images', ids, { state })
    return
  }
  const sql = `SELECT id, EXISTS (SELECT 1 FROM boxes WHERE image_id = images.id) AS labelled FROM images WHERE id ${IN_IDS}`
  const images = change.database.all<{ id: number; labelled: number }>(sql, JSON.stringify(ids))
  const labelled = images.filter((image) => image.labelled === 1).map((image) => image.id)
  if (state === 'empty' && labelled.length > 0) {
    const what = labelled.length === 1 ? 'An image has boxes' : `${labelled.length} images have boxes`
    const hint = 'Delete their boxes first, or mark them done.'
    throw new StudioError('BAD_INPUT', `${what} and cannot be marked empty.`, hint, { images: labelled.slice(0, 1000) })
  }
  change.update('images', labelled, { state: 'done' })
  const bare = images.filter((image) => image.labelled === 0).map((image) => image.id)
  change.update('images', bare, { state: 'empty' })
}

/** Puts images in a part, or in none: then on purpose (`leftOut`), or so that training may find them one. */
export function setImageSplits(change: ChangeRecorder, ids: number[], split: Split | null, leftOut = false): void {
  change.update('images', ids, { split, left_out: split === null && leftOut ? 1 : 0 })
}
