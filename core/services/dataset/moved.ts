/** Finds images that are no longer where they were, and gives them their new places in one undo step. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../api/errors.ts'
import type { FoundImages, MatchKind, Relinked } from '../../api/types.ts'
import { matchMoved, filesToRead, type Match } from '../../dataset/relink/match.ts'
import { hashFile } from '../../images/hash.ts'
import { splitPagePath } from '../../images/pages.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { assertWritable, historyState, recordChange } from '../../project/history.ts'
import { countImages, imagePage } from '../../project/imageQueries.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import { countMissing, missingImages, relinkImages, type NewPlace } from '../../project/relink.ts'
import type { ImageRecord } from '../../project/types.ts'
import { atOnce, fileFacts, listImageFiles, smallPicture, type ImageFile } from './movedFiles.ts'

const SHOWN_DOUBTFUL = 60
const SHOWN_PICTURES = 12
const NAMED = 100

interface Search {
  id: string
  places: Array<NewPlace & { kind: MatchKind }>
}

/** Keeps each project's last search, so that a hundred thousand places need not travel to the window and back. */
export class MovedImages {
  readonly #searches = new WeakMap<Project, Search>()

  /** Looks in a folder and below. Contents are read only of files as large as a missing image; `quick` reads fewer. */
  async find(project: Project, folder: string, quick: boolean, job: JobHandle): Promise<FoundImages> {
    job.progress(0, null, 'Looking which images are missing')
    const missing = await missingImages(project, job.signal)
    const images = new Map(missing.map((image) => [image.id, image]))
    const all = await listImageFiles(folder, missing.some(isPage), job)
    const taken = pathsInUse(project, images)
    const isTaken = (file: ImageFile) => taken.has(storedImagePath(project, file.absolute))
    const files = all.filter((file) => !isTaken(file))
    const hashes = await readContents(filesToRead(missing, files, quick), job)
    const matches = matchMoved(missing, files, hashes)
    const { sized, otherSize } = await compareSizes(images, matches, hashes, job)
    const search: Search = {
      id: randomUUID(),
      places: sized.flatMap(({ match, content }) => {
        const image = images.get(match.image)
        if (!image) return []
        const path = storedImagePath(project, match.file.absolute)
        return [{ kind: match.kind, image, path, ...(content ? { content } : {}) }]
      }),
    }
    this.#searches.set(project, search)
    const count = (kind: MatchKind) => search.places.filter((place) => place.kind === kind).length
    const placed = new Set(search.places.map(({ image }) => image.id))
    const left = missing.filter(({ id }) => !placed.has(id))
    return {
      search: search.id,
      folder,
      files: all.length,
      missing: missing.length,
      matches: { content: count('content'), 'name-and-size': count('name-and-size'), name: count('name') },
      doubtful: await showDoubtful(
        project,
        sized.map(({ match }) => match).filter(({ kind }) => kind === 'name'),
      ),
      otherSize: otherSize.slice(0, NAMED),
      present: countPresent(project, left, images),
      notFound: left.slice(0, NAMED).map(({ path }) => path),
    }
  }

  /** Takes what was found; of the doubtful images those named. @throws NOT_FOUND when the search is not the project's last one. */
  relink(project: Project, search: string, doubtful: readonly number[] | 'all'): Relinked {
    assertWritable(project)
    const found = this.#searches.get(project)
    if (found?.id !== search) {
      throw new StudioError('NOT_FOUND', 'What was found is no longer known.', 'Look for the images again.')
    }
    const wanted = doubtful === 'all' ? null : new Set(doubtful)
    const places = found.places.filter(({ kind, image }) => kind !== 'name' || (wanted?.has(image.id) ?? true))
    const title = `Relink ${places.length === 1 ? 'image' : `${places.length} images`}`
    const images = recordChange(project, title, (change) => relinkImages(change, places))
    this.#searches.delete(project)
    return { images, missing: countMissing(project), history: historyState(project) }
  }
}

function isPage({ path }: ImageRecord): boolean {
  return splitPagePath(path).page !== null
}

/** A file that is an image of the project already stays that image. */
function pathsInUse(project: Project, missing: ReadonlyMap<number, ImageRecord>): Set<string> {
  if (missing.size === countImages(project, {})) return new Set()
  const rows = project.database.all<{ id: number; path: string }>('SELECT id, path FROM images')
  return new Set(rows.filter(({ id }) => !missing.has(id)).map(({ path }) => path))
}

/** Someone may have imported the moved folder again: then the missing images are there twice. */
function countPresent(
  project: Project,
  left: readonly ImageRecord[],
  missing: ReadonlyMap<number, ImageRecord>,
): number {
  if (left.length === 0) return 0
  const rows = project.database.all<{ id: number; hash: string }>('SELECT id, hash FROM images')
  const hashes = new Set(rows.filter(({ id }) => !missing.has(id)).map(({ hash }) => hash))
  return left.filter(({ hash }) => hashes.has(hash)).length
}

async function readContents(files: readonly ImageFile[], job: JobHandle): Promise<Map<ImageFile, string>> {
  const hashes = new Map<ImageFile, string>()
  let done = 0
  await atOnce(4, files, job, async (file) => {
    // A file that cannot be read is none that could be used.
    const hash = file.hash ?? (await hashFile(file.absolute).catch(() => null))
    if (hash !== null) hashes.set(file, hash)
    job.progress(++done, files.length, `Reading ${file.path}`)
  })
  return hashes
}

interface Sized {
  match: Match<ImageFile>
  content?: NewPlace['content']
}

/** Boxes fit another content only in a picture of the same size. */
async function compareSizes(
  images: ReadonlyMap<number, ImageRecord>,
  matches: ReadonlyArray<Match<ImageFile>>,
  hashes: ReadonlyMap<ImageFile, string>,
  job: JobHandle,
) {
  const sized: Sized[] = matches.filter(({ kind }) => kind !== 'name').map((match) => ({ match }))
  const otherSize: FoundImages['otherSize'] = []
  const named = matches.filter(({ kind }) => kind === 'name')
  let done = 0
  await atOnce(4, named, job, async (match) => {
    job.progress(++done, named.length, `Comparing ${match.file.path}`)
    const image = images.get(match.image)
    const facts = await fileFacts(match.file, hashes.get(match.file))
    if (!image || !facts) return
    const { width, height, ...content } = facts
    if (width === image.width && height === image.height) sized.push({ match, content })
    else {
      const [was, is] = [`${image.width} × ${image.height}`, `${width} × ${height}`]
      otherSize.push({ image: image.path, file: match.file.path, was, is })
    }
  })
  return { sized, otherSize }
}

async function showDoubtful(
  project: Project,
  matches: ReadonlyArray<Match<ImageFile>>,
): Promise<FoundImages['doubtful']> {
  const shown = matches.slice(0, SHOWN_DOUBTFUL)
  if (shown.length === 0) return []
  const filter = { ids: shown.map(({ image }) => image) }
  const { rows } = imagePage(project, { filter, sort: 'added', descending: false }, 0, shown.length)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const both = shown.flatMap(({ image, file }) => {
    const row = byId.get(image)
    return row ? [{ image: row, file }] : []
  })
  return Promise.all(
    both.map(async ({ image, file }, index) => ({
      image,
      file: file.path,
      picture: index < SHOWN_PICTURES ? await smallPicture(file) : null,
    })),
  )
}
