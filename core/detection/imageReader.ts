/** Letterboxed images ahead of need: decoding runs in the background while the network computes. */
import { readInput, type InputImage } from './preprocess.ts'

/** Decoded pixels kept at most; beyond it the oldest go and are decoded again when needed. */
const defaultBytes = 512 * 1024 * 1024

export class ImageReader {
  readonly #input: { width: number; height: number }
  readonly #capacity: number
  readonly #images = new Map<string, Promise<InputImage>>()

  constructor(input: { width: number; height: number }, bytes = defaultBytes) {
    this.#input = input
    this.#capacity = Math.max(8, Math.floor(bytes / (input.width * input.height * 3)))
  }

  /** The image, from memory or from its file. Rejects with BROKEN_FILE. */
  read(file: string): Promise<InputImage> {
    const known = this.#images.get(file)
    const image = known ?? readInput(file, this.#input.width, this.#input.height)
    // Taken out and put in again, it becomes the youngest.
    this.#images.delete(file)
    this.#images.set(file, image)
    const [oldest] = this.#images.keys()
    if (oldest !== undefined && this.#images.size > this.#capacity) this.#images.delete(oldest)
    return image
  }

  /** Starts to read images that will be needed soon. Problems are reported by `read`. */
  prefetch(files: Iterable<string>): void {
    for (const file of files) {
      if (!this.#images.has(file)) this.read(file).catch(() => undefined)
    }
  }
}
