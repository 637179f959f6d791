/** The words of the project: what the database stores and every page speaks of. Types only. */
import type { ImageBox } from '../geometry/box.ts'

export type ImageState = 'new' | 'in-progress' | 'done' | 'empty'
export type Split = 'train' | 'val' | 'test'
/** A part; or none: not dealt out yet, or left out because someone decided so. */
export type SplitChoice = Split | 'none' | 'out'
/**
 * The frame that the labels of a photo with a rotation tag were read in: as people see it, or as the camera stored it.
 */
export type BoxFrame = 'upright' | 'stored'
/** How labels are written: in pixels, or as fractions of the image's sides. */
export type BoxUnit = 'pixels' | 'relative'
export type BoxOrigin = 'person' | 'import' | 'model'

/** A class of objects. Ids are never reused; `position` is the order that the person sees and that exports keep. */
export interface ClassRecord {
  id: number
  name: string
  /** CSS hex colour, #rrggbb. */
  color: string
  position: number
  boxCount: number
}

export interface BoxFlags {
  difficult: boolean
  truncated: boolean
  crowd: boolean
  occluded: boolean
}

/** A labelled box: pixel edges of the upright image at full size. */
export interface LabelBox extends ImageBox, BoxFlags {
  id: number
  imageId: number
  classId: number
  attributes: Record<string, string | number | boolean>
  note: string
  origin: BoxOrigin
  /** The run whose detection was accepted, for origin 'model'. */
  originRun: number | null
  createdAt: string
  updatedAt: string
}

/** What a person or an importer gives for a new box; everything else is filled in. */
export type NewBox = ImageBox &
  Pick<LabelBox, 'classId'> &
  Partial<Pick<LabelBox, 'attributes' | 'note' | 'origin' | 'originRun'> & BoxFlags>

/** The video that an image was taken from. */
export interface VideoFrame {
  /** Stored as the image's path is. */
  path: string
  /** When the frame is shown, from the video's start. */
  seconds: number
}

export interface ImageRecord {
  id: number
  /** Relative to the folder that holds the project, with forward slashes; absolute only on another drive. */
  path: string
  /** The last part of the path, for people. */
  name: string
  /** Size in pixels, upright. */
  width: number
  height: number
  /** EXIF orientation as stored, 1 to 8. */
  orientation: number
  bytes: number
  /** SHA-256 of the file's bytes, hex. */
  hash: string
  state: ImageState
  split: Split | null
  /** In no part because someone decided so: training does not find it one. */
  leftOut: boolean
  /** Why the file cannot be used (missing, truncated, …); null when it is fine. */
  problem: string | null
  /** For a frame of a video; null for other images. */
  video: VideoFrame | null
  boxCount: number
  /** Grows by one with every change to this image's boxes or state. */
  revision: number
}

/** A thumbnail's worth of an image: its record and its boxes, to be drawn over the picture. */
export interface ImageRow extends ImageRecord {
  /** Sixteen colours to show until the picture is there (core/images/preview.ts); null where none are known. */
  preview: string | null
  boxes: Array<Pick<LabelBox, 'x1' | 'y1' | 'x2' | 'y2' | 'classId'>>
}

/** One change to the boxes of one image, as the canvas sends it. A whole gesture (a drag) is one edit. */
export type LabelEdit =
  | { kind: 'add'; box: NewBox }
  | { kind: 'update'; id: number; change: Partial<Omit<NewBox, 'origin' | 'originRun'>> }
  | { kind: 'remove'; id: number }

/** An image's labels as of a revision. */
export interface ImageLabels {
  image: ImageRecord
  boxes: LabelBox[]
}

/** What undo or redo did, so that the window can say it and go there. */
export interface HistoryStep {
  id: number
  /** For people: "Move box", "Import 364 images". */
  title: string
  at: string
  /** The images that changed (at most 1,000 are named). */
  imageIds: number[]
}

export interface HistoryState {
  undo: HistoryStep | null
  redo: HistoryStep | null
}

export interface ImageFilter {
  /** Images with at least one box of any of these classes. */
  classIds?: number[]
  states?: ImageState[]
  splits?: SplitChoice[]
  /** Part of the path, any case. */
  text?: string
  /** A search (core/dataset/search): `class:car count:>3 -tag:night`. */
  search?: string
  /** Only images whose file has a problem. */
  broken?: boolean
  /** Only these images: how the window fetches the rows of a list of ids that it holds. */
  ids?: number[]
}

export type ImageSort = 'path' | 'added' | 'boxes' | 'state' | 'size'

export interface ProjectSummary {
  /** Stable handle of an opened project, used in URLs. */
  id: string
  name: string
  /** The .focal folder, absolute. */
  path: string
  images: number
  boxes: number
  classes: number
  states: Record<ImageState, number>
  splits: Record<Split | 'none', number>
  broken: number
  /** Of the broken: images whose files are not where they were. */
  missing: number
  readOnly: boolean
  /** Why it is read-only, in a sentence; null when it is not. */
  notice: string | null
}

/** A tag and how many images carry it. */
export interface TagRecord {
  tag: string
  images: number
}

export interface RecentProject {
  name: string
  path: string
  openedAt: string
  exists: boolean
  images: number
  /** Addresses of up to four of its thumbnails, for the start page. */
  pictures?: string[]
}

/**
 * Why a backup was made: now and then; before an upgrade, an import, a restore, the removal of many images or boxes, or a
 * merge of classes; or because someone asked for it.
 */
export type BackupReason = 'regular' | 'upgrade' | 'import' | 'restore' | 'request' | 'removal' | 'merge'

/** A backup of a project's labels. */
export interface BackupRecord {
  /** Its file's name in the project's backups folder. */
  name: string
  at: string
  reason: BackupReason
  bytes: number
  /** What it holds; null when it cannot be read itself. */
  content: { images: number; boxes: number } | null
  /** Changes in the project that this backup lacks; null when that cannot be told. */
  changesSince: number | null
}

/** A project as the page of its backups shows it. */
export interface ProjectBackups {
  name: string
  /** The .focal folder, absolute. */
  path: string
  /** What is wrong with the project's database, in a sentence; null when nothing was found. */
  damage: string | null
  /** What it holds now; null when that cannot be read. */
  content: { images: number; boxes: number } | null
  /** Newest first. */
  backups: BackupRecord[]
}
