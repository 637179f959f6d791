/** What a reader of any format gives: the labels as they are written, before they meet the pictures. */
import type { Edges } from '../geometry/box.ts'
import type { BoxFlags, Split } from '../project/types.ts'
import type { PictureInside } from './embedded.ts'
import type { FormatName, SkippedItem } from './report.ts'

export type Attributes = Record<string, string | number | boolean>

/** A box without its place in a file: what writers take, and what readers give with a `field` added. */
export interface DatasetBox extends Edges, BoxFlags {
  className: string
  attributes: Attributes
  note: string
}

export interface AnnotatedBox extends DatasetBox {
  /** Where it is written, for reports: "object 3", "line 12", "annotation 481". */
  field: string
}

export interface AnnotatedImage {
  /** One of the source's images. */
  image: string
  /** The file that labels it; null when nothing says what is on it: such an image is unlabelled, not empty. */
  labels: string | null
  /** 'relative' boxes are fractions of the image's sides. */
  unit: 'pixels' | 'relative'
  /** The size that the label file claims; null when it is silent. */
  size: { width: number; height: number } | null
  boxes: AnnotatedBox[]
  split: Split | null
}

/** An image whose only picture lies inside its label file. */
export interface EmbeddedImage {
  picture: PictureInside
  /** Its labels; `image` is the name. */
  annotated: AnnotatedImage
  /** What the report says of it while its picture is not taken out. */
  lost: SkippedItem
}

export interface DatasetAnnotations {
  format: FormatName
  /** In the order of the source, which exports keep. */
  classes: string[]
  images: AnnotatedImage[]
  /** Images whose pictures are inside label files only; the report says that they are skipped. */
  embedded?: EmbeddedImage[]
  skipped: SkippedItem[]
  warnings: SkippedItem[]
}

export const noFlags: BoxFlags = { difficult: false, truncated: false, crowd: false, occluded: false }

/** Most boxes have none: they share these, which would be a quarter of the memory of a large set. */
export const noAttributes: Attributes = Object.freeze({})

/** An image that nothing labels. */
export function unlabelled(image: string, split: Split | null = null): AnnotatedImage {
  return { image, labels: null, unit: 'pixels', size: null, boxes: [], split }
}
