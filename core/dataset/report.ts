/** What an import or export did, naming each file and field that was skipped. Types only. */

export interface SkippedItem {
  /** Path as the person knows it, relative to the source where possible. */
  file: string
  /** The field, row or object inside the file: "object 3, bndbox/xmax"; null when it is the whole file. */
  field: string | null
  /** One clear sentence. */
  reason: string
}

export interface ImportReport {
  format: string
  images: number
  boxes: number
  classes: number
  /** Images that were in the project already (same content) and got no second entry. */
  duplicates: number
  skipped: SkippedItem[]
  /** Things that were taken in all the same, but that the person should know. */
  warnings: SkippedItem[]
  seconds: number
}

export interface ExportReport {
  format: string
  images: number
  boxes: number
  files: number
  skipped: SkippedItem[]
  warnings: SkippedItem[]
}

/** In the order in which they are tried: the most telling first. */
export const formatNames = [
  'coco',
  'voc',
  'yolo',
  'labelme',
  'cvat',
  'open-images',
  'label-studio',
  'create-ml',
  'vott',
  'via',
  'supervisely',
  'darwin',
  'datumaro',
  'kitti',
  'wider',
  'dota',
  'mot',
  'labelme-xml',
  'tfrecord',
  'csv',
  'images',
] as const
export type FormatName = (typeof formatNames)[number]
