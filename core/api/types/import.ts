/** What is found out before labels come in. */
import type { FormatName } from '../../dataset/report.ts'
import type { Edges } from '../../geometry/box.ts'

export interface Inspection {
  /** Most likely first; empty when nothing was recognised. */
  candidates: Array<{ format: FormatName; why: string }>
  images: number
  classes: string[]
  /** Why the label files that are there are not read; null when some are, or there are none. */
  note: string | null
  /** Images whose pictures are inside label files only, as far as was looked. */
  embedded: number
  /** It is a file of detections, which become suggestions, not labels. */
  detections: boolean
}

/** A photo with a rotation tag and its boxes in both readings. */
export interface FrameExample {
  image: string
  /** The photo upright, as an address that an img element takes. */
  picture: string
  /** Of the photo in pixels, upright; the boxes are in these pixels. */
  width: number
  height: number
  upright: Edges[]
  stored: Edges[]
}

/** Photos with rotation tags in a set that is to be imported. */
export interface FrameQuestion {
  /** Photos whose labels do not tell their frame. */
  asked: number
  /** Photos of the set whose labels do tell it. */
  told: { upright: number; stored: number }
  /** Not all photos were looked at. */
  sampled: boolean
  example: FrameExample
}

/** Images of a project by the frame in which their boxes were read, where there was a choice. */
export interface BoxFrames {
  upright: number
  stored: number
  example: FrameExample
}
