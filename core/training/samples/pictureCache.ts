/** Decoded images in memory that the sample threads share; the longest unused go first. */
import os from 'node:os'
import type { PictureRequest, SharedPicture } from './messages.ts'

/** A sixteenth of the computer's memory, within bounds. */
const leastBytes = 512 * 1024 ** 2
const mostBytes = 4 * 1024 ** 3

export function pictureKey({ file, scale }: PictureRequest): string {
  return `${scale} ${file}`
}

export class PictureCache {
  readonly #pictures = new Map<string, SharedPicture>()
  readonly #limit: number
  #bytes = 0

  constructor(limit = Math.min(mostBytes, Math.max(leastBytes, os.totalmem() / 16))) {
    this.#limit = limit
  }

  get(request: PictureRequest): SharedPicture | null {
    const key = pictureKey(request)
    const known = this.#pictures.get(key)
    if (!known) return null
    // Taken out and put in again, it becomes the youngest.
    this.#pictures.delete(key)
    this.#pictures.set(key, known)
    return known
  }

  add(request: PictureRequest, picture: SharedPicture): void {
    const key = pictureKey(request)
    this.#bytes += picture.buffer.byteLength - (this.#pictures.get(key)?.buffer.byteLength ?? 0)
    this.#pictures.delete(key)
    this.#pictures.set(key, picture)
    for (const [oldest, { buffer }] of this.#pictures) {
      if (this.#bytes <= this.#limit) break
      this.#pictures.delete(oldest)
      this.#bytes -= buffer.byteLength
    }
  }
}
