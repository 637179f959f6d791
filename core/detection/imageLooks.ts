/** Images as the looks that a detector takes at them, and the looks' detections back as the images'. */
import type { Detection } from '../training/events.ts'
import type { DetectorPlan } from './detector.ts'
import type { ImageSize, InputWindow } from './letterbox.ts'
import { mergeTiles, type WindowDetections } from './mergeTiles.ts'
import { layTiles } from './tiles.ts'

export interface LookedAtImage extends ImageSize {
  id: number
  file: string
}

/** One window on one image; an image is done when as many as `of` have been looked through. */
export interface Look<T extends LookedAtImage = LookedAtImage> {
  image: T
  window: InputWindow
  /** Counts the image's windows. */
  index: number
  of: number
}

/** The looks at an image that the plan's input and tiles ask for. */
export function looksAt<T extends LookedAtImage>(image: T, { input, tiles }: DetectorPlan): Look<T>[] {
  const windows = layTiles(image, input, tiles)
  return windows.map((window, index) => ({ image, window, index, of: windows.length }))
}

/** Collects the detections of looks, in any order, until an image is complete. */
export class LookCollector {
  readonly #plan: DetectorPlan
  readonly #waiting = new Map<number, WindowDetections[]>()

  constructor(plan: DetectorPlan) {
    this.#plan = plan
  }

  /** Takes a look's detections; gives the image's, best first, once all its looks are there, else null. */
  add({ image, window, of }: Look, detections: readonly Detection[]): Detection[] | null {
    const found = [...(this.#waiting.get(image.id) ?? []), { window, detections }]
    if (found.length < of) {
      this.#waiting.set(image.id, found)
      return null
    }
    this.#waiting.delete(image.id)
    const { input, tiles, settings } = this.#plan
    return mergeTiles(found, image, input, tiles, settings.nmsIou, settings.perImage * of)
  }
}
