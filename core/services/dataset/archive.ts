/** ZIP archives as sources: labels are read from them, pictures taken out one by one when they are looked at. */
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { StudioError } from '../../api/errors.ts'
import { extensionOf, IMAGE_EXTENSIONS, LABEL_EXTENSIONS, plainPath } from '../../dataset/source.ts'
import { isUnreadPicture } from '../../dataset/unreadPictures.ts'
import { Staging } from '../staging/staging.ts'

const MOST_ENTRIES = 2_000_000
const LARGEST_PICTURE = 4 * 2 ** 30
/** Deflate packs at most about 1,032 to 1; pictures are packed already, and labels seldom more than 20 to 1. */
const MOST_UNPACKED_A_BYTE = 250
/** What may always be unpacked, however well it was packed. */
const HARMLESS_BYTES = 64 * 2 ** 20

const UTF8_NAMES = 0x800

export function isArchive(file: string): boolean {
  return extensionOf(file.replaceAll('\\', '/')) === '.zip'
}

/** Other archives, which have to be unpacked by hand. */
export function isOtherArchive(file: string): boolean {
  return /\.(tar|t?gz|tgz|bz2|xz|zst|7z|rar)$/i.test(file)
}

export class Archive {
  readonly labels: string[]
  readonly images: string[]
  /** Pictures of kinds that are not read. */
  readonly unread: string[]
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #name: string
  /** Where the folder for pictures is made, once one is wanted. */
  readonly #parent: string
  #staging: Promise<Staging> | null = null
  readonly #taken = new Map<string, Promise<string>>()

  private constructor(zip: ZipFile, entries: Map<string, Entry>, name: string, parent: string) {
    this.#zip = zip
    this.#entries = entries
    this.#name = name
    this.#parent = parent
    const names = [...entries.keys()].sort()
    this.labels = names.filter((entry) => LABEL_EXTENSIONS.has(extensionOf(entry)))
    this.images = names.filter((entry) => IMAGE_EXTENSIONS.has(extensionOf(entry)))
    this.unread = names.filter(isUnreadPicture)
  }

  /**
   * Lists an archive. Names lose drives, leading slashes and "..": nothing is ever written to a place that an archive
   * names. @throws BROKEN_FILE for what is no archive, or lies about its size.
   */
  static async open(file: string, parent = os.tmpdir()): Promise<Archive> {
    const name = path.basename(file)
    const { size } = await stat(file)
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(
      (error: unknown) => {
        throw broken(name, error)
      },
    )
    try {
      if (zip.entryCount > MOST_ENTRIES) throw tooLarge(name, `it has ${zip.entryCount} entries`)
      return new Archive(zip, await listEntries(zip, name, size), name, parent)
    } catch (error) {
      zip.close()
      throw error
    }
  }

  /** Bytes of a label file. @throws BROKEN_FILE when it is larger than `maximumBytes`, damaged or encrypted. */
  async read(entryName: string, maximumBytes: number): Promise<Buffer> {
    const entry = this.#find(entryName)
    if (entry.uncompressedSize > maximumBytes) {
      const megabytes = Math.round(maximumBytes / 2 ** 20)
      const message = `${entryName} is larger than the ${megabytes} MB that a file of its kind may have.`
      throw new StudioError('BROKEN_FILE', message)
    }
    const parts: Buffer[] = []
    try {
      for await (const part of await this.#stream(entry)) parts.push(part as Buffer)
    } catch (error) {
      throw damaged(entryName, error)
    }
    return Buffer.concat(parts)
  }

  /** A picture as a file, until the archive is closed. @throws as `read` does. */
  takeOut(entryName: string): Promise<string> {
    const known = this.#taken.get(entryName)
    if (known) return known
    const file = this.#write(entryName, this.#taken.size)
    this.#taken.set(entryName, file)
    return file
  }

  /** Closes the archive and removes what was taken out. */
  async close(): Promise<void> {
    this.#zip.close()
    await Promise.allSettled(this.#taken.values())
    const staging = await this.#staging?.catch(() => null)
    await staging?.discard()
  }

  async #write(entryName: string, number: number): Promise<string> {
    const entry = this.#find(entryName)
    if (entry.uncompressedSize > LARGEST_PICTURE) throw damaged(entryName, new Error('It is too large.'))
    this.#staging ??= Staging.begin(path.join(this.#parent, 'archive'))
    // A name of our own: those in archives may lead anywhere.
    const file = path.join((await this.#staging).folder, `${number}${extensionOf(entryName)}`)
    try {
      await pipeline(await this.#stream(entry), createWriteStream(file))
      return file
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== undefined) throw error
      throw damaged(entryName, error)
    }
  }

  #find(entryName: string): Entry {
    const entry = this.#entries.get(entryName)
    if (entry) return entry
    throw new StudioError('NOT_FOUND', `${this.#name} has no ${entryName}.`)
  }

  #stream(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
    })
  }
}

async function listEntries(zip: ZipFile, name: string, size: number): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  let unpacked = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const entryName = plainPath(decodeName(entry))
      const hidden = entryName.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
      if (hidden || isFolder(entry) || entryName === '') continue
      unpacked += entry.uncompressedSize
      if (unpacked > HARMLESS_BYTES && unpacked > size * MOST_UNPACKED_A_BYTE) {
        throw tooLarge(name, `its ${size} bytes would unpack to more than ${unpacked}`)
      }
      // Of two entries of one name the last one counts, as in other programs.
      entries.set(entryName, entry)
    }
  } catch (error) {
    throw error instanceof StudioError ? error : broken(name, error)
  }
  return entries
}

function isFolder(entry: Entry): boolean {
  return /[\\/]$/.test(decodeName(entry))
}

/** Many programs write UTF-8 without saying so. */
function decodeName({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  if ((generalPurposeBitFlag & UTF8_NAMES) !== 0) return fileNameRaw.toString('utf8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fileNameRaw)
  } catch {
    return fileNameRaw.toString('latin1')
  }
}

function broken(name: string, error: unknown): StudioError {
  const why = error instanceof Error ? error.message : String(error)
  const hint = 'Get it again from where it came, or unpack it and choose the folder.'
  return new StudioError('BROKEN_FILE', `${name} is no ZIP archive that can be read.`, hint, { name, why }, error)
}

function tooLarge(name: string, why: string): StudioError {
  const hint = 'It may be made to fill the disk. Unpack it yourself if you trust it, and choose the folder.'
  return new StudioError('BROKEN_FILE', `${name} is not opened: ${why}.`, hint, { name })
}

function damaged(entryName: string, error: unknown): StudioError {
  const why = error instanceof Error ? error.message : String(error)
  const encrypted = /encrypted/i.test(why)
  const message = encrypted ? `${entryName} is encrypted.` : `${entryName} is damaged in the archive.`
  const hint = encrypted ? 'Unpack the archive with its password, and choose the folder.' : undefined
  return new StudioError('BROKEN_FILE', message, hint, { why }, error)
}
