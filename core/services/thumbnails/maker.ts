/** Makes the thumbnails of large projects beforehand, while nobody asks for anything and the computer has time. */
import { stat, statfs } from 'node:fs/promises'
import { toStudioError } from '../../api/errors.ts'
import { renditionBytes, renditionFile, thumbnail, thumbnailFolder } from '../../images/renditions.ts'
import { imageFile } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'

export interface MakerOptions {
  /** Whether something runs that needs the processor: a training, a job, another program. */
  isBusy: () => boolean
  /** Told of what fails unexpectedly; the project is left alone then. */
  onError: (error: unknown) => void
  /** How long nobody may have asked for anything. */
  idleMs: number
  /** Smaller projects are soon looked through. */
  leastImages: number
  /** What the thumbnails of a project may take on the disk, those that were there among them. */
  mostBytes: number
}

const DEFAULTS = { idleMs: 4000, leastImages: 500, mostBytes: 2 ** 30 }
/** What they leave free on the drive. */
const LEFT_FREE_BYTES = 4 * 2 ** 30
const RENDITION = thumbnail(320)

const PAGE = `SELECT id, path, name, hash, sort_key AS sortKey FROM images
  WHERE problem IS NULL AND (sort_key, id) > (?, ?) ORDER BY sort_key, id LIMIT 200`

interface Row {
  id: number
  path: string
  name: string
  hash: string
  sortKey: string
}

/** How far the thumbnails of a project are, in order of path. */
interface Progress {
  after: [sortKey: string, id: number]
  bytes: number
  /** Newest image when everything was made; null while there is something to make. */
  doneAt: number | null
  stopped: boolean
}

export class ThumbnailMaker {
  readonly #options: MakerOptions
  readonly #projects = new Map<Project, Progress>()
  readonly #timer: NodeJS.Timeout
  #touched = performance.now()
  #working: Promise<void> | null = null
  #closed = false

  constructor(options: Pick<MakerOptions, 'isBusy' | 'onError'> & Partial<MakerOptions>) {
    this.#options = { ...DEFAULTS, ...options }
    this.#timer = setInterval(() => this.#look(), this.#options.idleMs / 4).unref()
  }

  /** Somebody asks for something: nothing is begun until they have rested. */
  touch(): void {
    this.#touched = performance.now()
  }

  add(project: Project): void {
    if (!project.readOnly) this.#projects.set(project, beginning())
  }

  remove(project: Project): void {
    this.#projects.delete(project)
  }

  /** Resolves when what was begun has ended. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#working
  }

  #mayWork(project: Project): boolean {
    const { idleMs, isBusy } = this.#options
    if (this.#closed || !this.#projects.has(project) || performance.now() - this.#touched < idleMs) return false
    return !isBusy()
  }

  #look(): void {
    if (this.#working !== null) return
    const wanting = [...this.#projects].find(
      ([project, progress]) => this.#mayWork(project) && this.#wants(project, progress),
    )
    if (!wanting) return
    this.#working = this.#work(...wanting).finally(() => (this.#working = null))
  }

  #wants({ database, readOnly }: Project, progress: Progress): boolean {
    if (readOnly || progress.stopped) return false
    const { newest } = database.get<{ newest: number | null }>('SELECT max(id) AS newest FROM images') ?? {}
    if (progress.doneAt !== null && newest !== progress.doneAt) Object.assign(progress, beginning())
    return progress.doneAt === null && (newest ?? 0) >= this.#options.leastImages
  }

  async #work(project: Project, progress: Progress): Promise<void> {
    try {
      if (!(await this.#hasRoom(project, progress))) {
        progress.stopped = true
        return
      }
      const rows = project.database.all<Row>(PAGE, ...progress.after)
      for (const row of rows) {
        if (!this.#mayWork(project)) return
        progress.bytes += await bytesOf(project, row)
        progress.after = [row.sortKey, row.id]
      }
      const { newest } = project.database.get<{ newest: number | null }>('SELECT max(id) AS newest FROM images') ?? {}
      if (rows.length === 0) progress.doneAt = newest ?? null
    } catch (error) {
      progress.stopped = true
      if (this.#projects.has(project)) this.#options.onError(error)
    }
  }

  async #hasRoom({ path: projectPath }: Project, { bytes }: Progress): Promise<boolean> {
    if (bytes >= this.#options.mostBytes) return false
    const { bavail, bsize, blocks } = await statfs(projectPath)
    // Some network drives do not say how large they are.
    return blocks === 0 || bavail * bsize > LEFT_FREE_BYTES
  }
}

function beginning(): Progress {
  return { after: ['', 0], bytes: 0, doneAt: null, stopped: false }
}

/** Bytes of the thumbnail that an image has, or gets now; 0 where none can be made. */
async function bytesOf(project: Project, image: Row): Promise<number> {
  const cacheFolder = thumbnailFolder(project.path)
  const kept = await stat(renditionFile(cacheFolder, image.hash, RENDITION)).catch(() => null)
  if (kept !== null) return kept.size
  try {
    const source = { file: imageFile(project, image), name: image.name, hash: image.hash, cacheFolder }
    return (await renditionBytes(source, RENDITION)).length
  } catch (error) {
    // A file that is damaged or gone is told of where it is shown.
    if (toStudioError(error).code === 'INTERNAL') throw error
    return 0
  }
}
