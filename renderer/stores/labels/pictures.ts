/** Decoded pictures of the images around the present one, so that going to the next shows it at once. */
import type { ErrorBody } from '../../../core/api/errors.ts'

/** At 4 bytes a pixel about 500 MB; the present picture is kept however large it is. */
const PIXEL_BUDGET = 120_000_000

export class PictureError extends Error {
  readonly body: ErrorBody
  constructor(body: ErrorBody) {
    super(body.message)
    this.name = 'PictureError'
    this.body = body
  }
}

export class PictureCache {
  readonly #pictures = new Map<string, Promise<ImageBitmap>>()
  readonly #decoded = new Map<string, ImageBitmap>()
  #present = ''

  /** Loads the picture that is shown from now on; it is never dropped while it is. */
  show(url: string): Promise<ImageBitmap> {
    this.#present = url
    return this.load(url)
  }

  /** The decoded picture if it is there already: drawn without waiting. */
  ready(url: string): ImageBitmap | null {
    return this.#decoded.get(url) ?? null
  }

  /** Fetches and decodes off the main thread, turned upright by its EXIF tag. Throws a PictureError. */
  load(url: string): Promise<ImageBitmap> {
    const known = this.#pictures.get(url)
    if (known) {
      this.#pictures.delete(url)
      this.#pictures.set(url, known)
      return known
    }
    const loading = this.#decode(url)
    this.#pictures.set(url, loading)
    return loading
  }

  async #decode(url: string): Promise<ImageBitmap> {
    try {
      const picture = await decode(url)
      this.#decoded.set(url, picture)
      this.#trim()
      return picture
    } catch (error) {
      this.#pictures.delete(url)
      throw error
    }
  }

  clear(): void {
    for (const picture of this.#decoded.values()) picture.close()
    this.#decoded.clear()
    this.#pictures.clear()
  }

  /** Drops what was used longest ago until the rest fits the budget. */
  #trim(): void {
    let pixels = 0
    for (const picture of this.#decoded.values()) pixels += picture.width * picture.height
    for (const url of this.#pictures.keys()) {
      const picture = this.#decoded.get(url)
      if (pixels <= PIXEL_BUDGET) return
      if (url === this.#present || !picture) continue
      pixels -= picture.width * picture.height
      this.#decoded.delete(url)
      this.#pictures.delete(url)
      picture.close()
    }
  }
}

async function decode(url: string): Promise<ImageBitmap> {
  const response = await answer(url)
  if (!response.ok) throw new PictureError(await reasonOf(response))
  try {
    return await createImageBitmap(await response.blob(), { imageOrientation: 'from-image' })
  } catch {
    throw new PictureError({
      code: 'BROKEN_FILE',
      message: 'The picture cannot be decoded: the file is damaged or cut off.',
      hint: 'Replace the file, or skip this image.',
    })
  }
}

/** A thumbnail, upright as the engine made it; null where there is none. */
export async function thumbnail(url: string): Promise<ImageBitmap | null> {
  try {
    const response = await fetch(url)
    return response.ok ? await createImageBitmap(await response.blob()) : null
  } catch {
    return null
  }
}

async function answer(url: string): Promise<Response> {
  try {
    return await fetch(url)
  } catch {
    throw new PictureError({
      code: 'IO',
      message: 'The engine does not answer.',
      hint: 'It restarts by itself; try again in a moment.',
    })
  }
}

async function reasonOf(response: Response): Promise<ErrorBody> {
  const body: unknown = await response.json().catch(() => null)
  if (body !== null && typeof body === 'object' && 'message' in body && typeof body.message === 'string') {
    return body as ErrorBody
  }
  return { code: 'IO', message: `The picture could not be loaded (status ${response.status}).` }
}
