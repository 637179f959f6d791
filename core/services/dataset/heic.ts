/** HEIC pictures of a source as JPEGs, for the time of an import. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '../../api/errors.ts'
import { extensionOf } from '../../dataset/source.ts'
import { fileImageKind } from '../../images/fileKind.ts'
import { convertHeic, findHeicConverter, heicHint, type HeicConverter } from '../../images/heic.ts'
import { endsEarly } from '../../images/heifItems.ts'
import { splitPagePath } from '../../images/pages.ts'
import { Staging } from '../staging/staging.ts'

const EXTENSIONS = new Set(['.heic', '.heif', '.hif'])

/** Converts what is HEIC into a folder below `parent`, which goes with `discard`. */
export class HeicPictures {
  readonly #parent: string
  #converter: Promise<HeicConverter | null> | null = null
  #staging: Promise<Staging> | null = null
  #number = 0
  /** Names of the images that were converted. */
  readonly converted = new Set<string>()

  constructor(parent: string) {
    this.#parent = parent
  }

  /** The file itself, or a JPEG of it. @throws UNSUPPORTED where the system has no decoder, or it does not manage. */
  async readable(image: string, file: string): Promise<string> {
    if (!EXTENSIONS.has(extensionOf(image))) return file
    const kind = await fileImageKind(file).catch(() => null)
    if (kind !== 'heic') return file
    this.#converter ??= findHeicConverter()
    const converter = await this.#converter
    if (converter === null) {
      const message = `It is a HEIC picture, which this computer has no decoder for. ${heicHint}`
      throw new StudioError('UNSUPPORTED', message, heicHint, { path: file })
    }
    // What is no whole file says so itself when it is read.
    if (endsEarly(await readFile(file))) return file
    return this.#convert(converter, image, file)
  }

  /** A JPEG of a picture that is HEIC under the name of another kind; null for others, and where it cannot be made. */
  async misnamed(image: string, file: string): Promise<string | null> {
    if (EXTENSIONS.has(extensionOf(image)) || splitPagePath(file).page !== null) return null
    if ((await fileImageKind(file).catch(() => null)) !== 'heic') return null
    this.#converter ??= findHeicConverter()
    const converter = await this.#converter
    return converter && this.#convert(converter, image, file).catch(() => null)
  }

  async #convert(converter: HeicConverter, image: string, file: string): Promise<string> {
    this.#staging ??= Staging.begin(path.join(this.#parent, 'heic'))
    const target = path.join((await this.#staging).folder, `${this.#number++}.jpg`)
    await convertHeic(converter, file, target)
    this.converted.add(image)
    return target
  }

  async discard(): Promise<void> {
    const staging = await this.#staging?.catch(() => null)
    await staging?.discard()
  }
}
