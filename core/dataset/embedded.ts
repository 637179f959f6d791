/** Pictures that lie inside label files, for those whose own file is not there. */
import type { SkippedItem } from './report.ts'

/** How to get at a picture inside a label file. */
export interface PictureInside {
  /** The name that the label file gives it; may lack an extension, or have a wrong one. */
  name: string
  /** Its bytes, read anew. Throws when the label file has changed meanwhile. */
  load(): Promise<Uint8Array>
}

/** The report's items without those of images whose pictures are taken out. */
export function withoutLost(
  skipped: readonly SkippedItem[],
  embedded: ReadonlyArray<{ lost: SkippedItem }>,
): SkippedItem[] {
  const key = ({ file, field, reason }: SkippedItem) => JSON.stringify([file, field, reason])
  const lost = new Set(embedded.map((image) => key(image.lost)))
  return skipped.filter((item) => !lost.has(key(item)))
}

/** Bytes of base64 text, with or without the head of a data URL. @throws TypeError for what is none. */
export function base64Bytes(text: string): Uint8Array {
  const binary = atob(text.replace(/^data:[^,]{0,200},/, ''))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
