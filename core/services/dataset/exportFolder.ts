/** The folder of an export: written beside its place under a temporary name, then renamed; never over foreign files. */
import { constants, copyFile, link, mkdir, open, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { StudioError, toStudioError } from '../../api/errors.ts'
import type { TextFile } from '../../dataset/exporting.ts'
import { splitPagePath } from '../../images/pages.ts'
import { readImage } from '../../images/read.ts'
import { Staging } from '../staging/staging.ts'

/** Lists what an export wrote, so that a later one may replace it and nothing else. */
const MARKER = '.focal-export.json'
const marker = z.object({ files: z.array(z.string()) })
/** Bytes, or characters, that are written together. */
const WRITTEN_TOGETHER = 64 * 1024
/** File systems without hard links, and links across drives, answer with one of these. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES'])

export class ExportFolder {
  readonly files: string[] = []
  private readonly target: string
  private readonly staging: Staging
  private readonly made = new Set<string>()

  private constructor(target: string, staging: Staging) {
    this.target = target
    this.staging = staging
  }

  /**
   * `project` is the folder of the project that is exported.
   * @throws CONFLICT when the place holds files that no export wrote, READ_ONLY and others of the file system.
   */
  static async open(out: string, project?: string): Promise<ExportFolder> {
    const target = path.resolve(out)
    await assertFree(target)
    try {
      return new ExportFolder(target, await Staging.begin(target, project))
    } catch (error) {
      const { code, hint } = toStudioError(error)
      throw new StudioError(code, `${path.dirname(target)} cannot be written to.`, hint, { path: target }, error)
    }
  }

  async write({ path: relative, chunks }: TextFile): Promise<void> {
    const file = await this.place(relative)
    const handle = await open(file, 'w')
    try {
      for await (const piece of largePieces(chunks)) await handle.writeFile(piece)
    } finally {
      await handle.close()
    }
  }

  /** A hard link where the drive allows it, which takes no space; else a copy. Pages become files of their own. */
  async addImage(source: string, relative: string): Promise<void> {
    const file = await this.place(relative)
    if (splitPagePath(source).page !== null) {
      await writeFile(file, await readImage(source))
      return
    }
    try {
      // A hard link to a symbolic one would be a symbolic one, which leads nowhere from here.
      await link(await realpath(source), file)
    } catch (error) {
      if (!NO_LINK.has((error as NodeJS.ErrnoException).code ?? '')) throw error
      await copyFile(source, file, constants.COPYFILE_FICLONE)
    }
  }

  /** Takes the place of what an earlier export wrote there. */
  async finish(): Promise<void> {
    await writeFile(path.join(this.staging.folder, MARKER), JSON.stringify({ files: this.files }, null, 1))
    await assertFree(this.target)
    await this.staging.finish()
  }

  async discard(): Promise<void> {
    await this.staging.discard()
  }

  private async place(relative: string): Promise<string> {
    const file = path.join(this.staging.folder, ...relative.split('/'))
    const folder = path.dirname(file)
    if (!this.made.has(folder)) {
      await mkdir(folder, { recursive: true })
      this.made.add(folder)
    }
    this.files.push(relative)
    return file
  }
}

/** The same in pieces of some size: writing each line by itself takes longer than making it. */
async function* largePieces(chunks: TextFile['chunks']): AsyncGenerator<string | Buffer> {
  let parts: Array<string | Uint8Array> = []
  let size = 0
  const isFull = (part: string | Uint8Array) => {
    parts.push(part)
    size += part.length
    return size >= WRITTEN_TOGETHER
  }
  const taken = () => {
    const piece = joined(parts)
    parts = []
    size = 0
    return piece
  }
  // Waiting for each line of a million that are there would take seconds.
  if (Symbol.iterator in chunks) {
    for (const part of chunks) if (isFull(part)) yield taken()
  } else {
    for await (const part of chunks) if (isFull(part)) yield taken()
  }
  if (parts.length > 0) yield taken()
}

function joined(parts: ReadonlyArray<string | Uint8Array>): string | Buffer {
  if (parts.every((part) => typeof part === 'string')) return parts.join('')
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

async function assertFree(target: string): Promise<void> {
  const refuse = (message: string) =>
    new StudioError('CONFLICT', message, 'Choose an empty or a new folder for the export.', { path: target })
  let entries: string[]
  try {
    entries = await filesBelow(target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Nothing else may pass for a free place.
    if (code === 'ENOENT') return
    if (code === 'ENOTDIR') throw refuse(`${target} is a file, not a folder.`)
    throw error
  }
  if (entries.length === 0) return
  const ours = await writtenBefore(target)
  if (ours === null) throw refuse(`${target} is not empty and was not written by an export.`)
  const foreign = entries.find((entry) => entry !== MARKER && !ours.has(entry))
  if (foreign !== undefined) throw refuse(`${target} holds files that the export did not write, such as ${foreign}.`)
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
}

/** What the marker lists; null without a readable marker. */
async function writtenBefore(folder: string): Promise<Set<string> | null> {
  try {
    const text = await readFile(path.join(folder, MARKER), 'utf8')
    return new Set(marker.parse(JSON.parse(text)).files)
  } catch {
    // No marker, or not one of ours: the folder counts as foreign.
    return null
  }
}
