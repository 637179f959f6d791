/** The network's inputs ahead of need: decoding runs in the background while the network computes. */
import type { ImageSize, InputWindow } from './letterbox.ts'
import { cutInput, readScaled, readSize, type InputImage, type ScaledImage } from './preprocess.ts'

/** Scaled pixels kept at most; beyond it the oldest go and are decoded again when needed. */
const defaultBytes = 512 * 1024 * 1024

/** A window on the image in a file. */
export interface InputPlace {
  file: string
  window: InputWindow
}

export class ImageReader {
  readonly #input: ImageSize
  readonly #limit: number
  /** Whole images at a scale, youngest last: all tiles of an image are cut from one decoding. */
  readonly #images = new Map<string, { image: Promise<ScaledImage>; bytes: number }>()
  #bytes = 0

  constructor(input: ImageSize, bytes = defaultBytes) {
    this.#input = input
    this.#limit = bytes
  }

  /** The input at a place, from memory or from its file. Rejects with BROKEN_FILE. */
  async read({ file, window }: InputPlace): Promise<InputImage> {
    return cutInput(await this.#scaled(file, window.scale), window, this.#input)
  }

  /** Size of the upright image. Rejects as `read` does. */
  size(file: string): Promise<ImageSize> {
    return readSize(file)
  }

  /** Starts to read images that will be needed soon. Problems are reported by `read`. */
  prefetch(places: Iterable<InputPlace>): void {
    for (const { file, window } of places) {
      if (!this.#images.has(keyOf(file, window.scale))) this.#scaled(file, window.scale).catch(() => undefined)
    }
  }

  #scaled(file: string, scale: number): Promise<ScaledImage> {
    const key = keyOf(file, scale)
    const known = this.#images.get(key)
    const entry = known ?? { image: readScaled(file, scale), bytes: 0 }
    // Taken out and put in again, it becomes the youngest.
    this.#images.delete(key)
    this.#images.set(key, entry)
    if (!known) entry.image.then(({ pixels }) => this.#count(key, pixels.byteLength)).catch(() => undefined)
    return entry.image
  }

  #count(key: string, bytes: number): void {
    const entry = this.#images.get(key)
    if (!entry) return
    entry.bytes = bytes
    this.#bytes += bytes
    for (const [oldest, { bytes: freed }] of this.#images) {
      if (this.#bytes <= this.#limit || oldest === key) return
      this.#images.delete(oldest)
      this.#bytes -= freed
    }
  }
}

function keyOf(file: string, scale: number): string {
  return `${scale} ${file}`
}
