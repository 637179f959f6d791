/** Finds images that are no longer where they were, and gives them their new places in one undo step. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../api/errors.ts'
import type { FoundImages, MatchKind, Relinked } from '../../api/types.ts'
import { matchMoved, filesToRead, type Match } from '../../dataset/relink/match.ts'
import { hashFile } from '../../images/hash.ts'
import { splitPagePath } from '../../images/pages.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { assertWritable, historyState } from '../../project/history.ts'
import { countImages, imagePage } from '../../project/imageQueries.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import { findTwins, planMerges, type Twins } from '../../project/mergeTwins.ts'
import { countMissing, missingImages, type NewPlace } from '../../project/relink.ts'
import type { ImageRecord } from '../../project/types.ts'
import { carryOut } from '../work/carryOut.ts'
import { atOnce, fileFacts, listImageFiles, smallPicture, type ImageFile } from './movedFiles.ts'

const SHOWN_DOUBTFUL = 60
const SHOWN_PICTURES = 12
const NAMED = 100
/** From so many on they are written in a thread. */
const LARGE_RELINK = 2_000

interface Search {
  id: string
  places: Array<NewPlace & { kind: MatchKind }>
  twins: Twins[]
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
    const placed = new Set(sized.map(({ match }) => match.image))
    const left = missing.filter(({ id }) => !placed.has(id))
    const twins = findTwins(project, left, new Set(images.keys()))
    const { pairs, conflicts } = planMerges(project, twins)
    const search: Search = {
      id: randomUUID(),
      twins,
      places: sized.flatMap(({ match, content }) => {
        const image = images.get(match.image)
        if (!image) return []
        const path = storedImagePath(project, match.file.absolute)
        return [{ kind: match.kind, image, path, ...(content ? { content } : {}) }]
      }),
    }
    this.#searches.set(project, search)
    const count = (kind: MatchKind) => search.places.filter((place) => place.kind === kind).length
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
      present: twins.length,
      mergeable: pairs.length,
      differing: conflicts,
      notFound: left.slice(0, NAMED).map(({ path }) => path),
    }
  }

  /**
   * Takes what was found; of the doubtful images those named; with `merge` entries of one picture become one. @throws
   * NOT_FOUND when the search is not the project's last one.
   */
  async relink(
    project: Project,
    { search, doubtful, merge }: { search: string; doubtful: readonly number[] | 'all'; merge: boolean },
  ): Promise<Relinked> {
    assertWritable(project)
    const found = this.#searches.get(project)
    if (found?.id !== search) {
      throw new StudioError('NOT_FOUND', 'What was found is no longer known.', 'Look for the images again.')
    }
    const wanted = doubtful === 'all' ? null : new Set(doubtful)
    const places = found.places.filter(({ kind, image }) => kind !== 'name' || (wanted?.has(image.id) ?? true))
    const twins = merge ? found.twins : []
    const large = places.length + twins.length >= LARGE_RELINK
    const { images, merged } = await carryOut(project, 'relink', { places, twins }, { large })
    this.#searches.delete(project)
    return { images, merged, missing: countMissing(project), history: historyState(project) }
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
