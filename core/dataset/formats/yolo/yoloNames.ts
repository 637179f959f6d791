/** What the files about a YOLO set as a whole say. */
import type { Split } from '../../../project/types.ts'

export interface YoloNames {
  /** The file that gave them; null when none did. */
  label: string | null
  /** Name by index; lists may have holes when written as a map. */
  names: Map<number, string>
  /** Folders or lists of images as data.yaml writes them. */
  parts: Array<{ split: Split; path: string }>
  /** Rows carry key points after the box. */
  keyPoints: boolean
}
