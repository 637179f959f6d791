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

/** What an import would change in the project, by images and boxes. */
export interface ImportPreview {
  format: string
  /** Images that the project does not have, with their boxes. */
  added: { images: number; boxes: number }
  /** Images of the project without labels that would get their first. */
  firstLabels: { images: number; boxes: number }
  /** Images of the project that would stay as they are. */
  unchanged: number
  /** Images of the project whose missing files would be found, among those that stay and those that change. */
  foundAgain: number
  /** Images that have other labels: boxes that are in both, only in the project, only in the source. */
  changed: { images: number; same: number; onlyMine: number; onlyTheirs: number }
  /** The first of the changed images. */
  examples: Array<{ image: string; same: number; onlyMine: number; onlyTheirs: number }>
  /** What the import would leave out, and what it would take in all the same, as its report will name it. */
  skipped: SkippedItem[]
  warnings: SkippedItem[]
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
  'yolo-obb',
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
  'odvg',
  'labelme-xml',
  'tfrecord',
  'csv',
  'images',
] as const
export type FormatName = (typeof formatNames)[number]
