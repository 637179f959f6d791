/** Frames of a video among the images of a source: by the number at the end of their names ("frame_000013.png"). */
import { folderOf, stemOf } from './source.ts'

/** Finds images by frame number; of several with one number, the one whose folder is nearest to the label file's. */
export class FrameIndex {
  private readonly byNumber = new Map<number, string[]>()

  constructor(images: readonly string[]) {
    for (const image of images) {
      const digits = /(\d{1,9})$/.exec(stemOf(image))?.[1]
      if (digits === undefined) continue
      const list = this.byNumber.get(Number(digits))
      if (list) list.push(image)
      else this.byNumber.set(Number(digits), [image])
    }
  }

  /** Numbers that an image has, in order. */
  numbers(): number[] {
    return [...this.byNumber.keys()].sort((a, b) => a - b)
  }

  find(frame: number, labelFile: string): string | null {
    const here = folderOf(labelFile).split('/')
    const shared = (image: string) => {
      const there = folderOf(image).split('/')
      let count = 0
      while (count < here.length && count < there.length && here[count] === there[count]) count++
      return count
    }
    const [first, ...others] = this.byNumber.get(frame) ?? []
    if (first === undefined) return null
    return others.reduce((best, image) => (shared(image) > shared(best) ? image : best), first)
  }
}
