/** The projects that this user opened last, newest first. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { countImages, savedStamp } from '../project/countImages.ts'
import { projectId } from '../project/project.ts'
import type { RecentProject } from '../project/types.ts'
import { writeAtomicallySync } from '../atomicWrite.ts'
import { recentPictures } from './recentPictures.ts'

const KEPT = 30
/** The list waits no longer than this for projects to be counted, and for one more. */
const COUNTING_MS = 100

const entry = z.object({ name: z.string(), path: z.string(), openedAt: z.string(), images: z.number() })
type Entry = z.infer<typeof entry>

export class RecentProjects {
  readonly #file: string
  /** What each project was like when its images were counted. */
  readonly #counted = new Map<string, string>()

  constructor(dataFolder: string) {
    this.#file = path.join(dataFolder, 'recent-projects.json')
  }

  list(): RecentProject[] {
    return this.#countAnew(this.#read()).map((recent) => ({
      ...recent,
      exists: existsSync(path.join(recent.path, 'project.db')),
      pictures: recentPictures(recent.path, projectId(recent.path)),
    }))
  }

  /**
   * Images come and go without this list hearing of it: by the command line, say. Projects in which something was saved
   * since they were last counted are counted, newest first, for a while; the others keep the number that is known.
   */
  #countAnew(entries: Entry[]): Entry[] {
    const end = performance.now() + COUNTING_MS
    let changed = false
    for (const entry of entries) {
      if (performance.now() > end) break
      const stamp = savedStamp(entry.path)
      if (stamp === null || stamp === this.#counted.get(entry.path)) continue
      const images = countImages(entry.path)
      if (images === null) continue
      this.#counted.set(entry.path, stamp)
      changed ||= images !== entry.images
      entry.images = images
    }
    try {
      if (changed) this.#write(entries)
    } catch {
      // They are counted again the next time.
      this.#counted.clear()
    }
    return entries
  }

  /** The folder of the project with this id; null when it is not in the list. */
  pathOf(id: string): string | null {
    return this.#read().find((recent) => projectId(recent.path) === id)?.path ?? null
  }

  /** Puts a project first. */
  remember(project: { name: string; path: string; images: number }): void {
    const { name, path, images } = project
    const others = this.#read().filter((recent) => recent.path !== path)
    this.#write([{ name, path, images, openedAt: new Date().toISOString() }, ...others].slice(0, KEPT))
  }

  /** Brings the facts of a project in the list up to date; its place stays. */
  update(project: { name: string; path: string; images: number }): void {
    const entries = this.#read()
    const known = entries.find((recent) => recent.path === project.path)
    if (!known || (known.images === project.images && known.name === project.name)) return
    known.images = project.images
    known.name = project.name
    this.#write(entries)
  }

  forget(projectPath: string): void {
    this.#write(this.#read().filter((recent) => recent.path !== projectPath))
  }

  /** A list that cannot be read counts as empty: it is a convenience, and the projects are where they were. */
  #read(): Entry[] {
    if (!existsSync(this.#file)) return []
    try {
      return z.array(entry).parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return []
    }
  }

  #write(entries: Entry[]): void {
    writeAtomicallySync(this.#file, JSON.stringify(entries, null, 2))
  }
}
