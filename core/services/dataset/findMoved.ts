/** Finds images that are no longer where they were, and gives them their new places in one undo step: the work. */
import { randomUUID } from 'node:crypto'
import type { FoundImages, MatchKind, Relinked } from '../../api/types.ts'
import { matchMoved, filesToRead, type Match } from '../../dataset/relink/match.ts'
import { hashFile } from '../../images/hash.ts'
import { splitPagePath } from '../../images/pages.ts'
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { countImages, imagePage } from '../../project/imageQueries.ts'
import { storedImagePath } from '../../project/paths.ts'
import type { Project } from '../../project/project.ts'
import { findTwins, planMerges, type Twins } from '../../project/mergeTwins.ts'
import { relinkFound } from '../../project/relinkFound.ts'
import { missingImages, type NewPlace } from '../../project/relink.ts'
import type { ImageRecord } from '../../project/types.ts'
import { atOnce, fileFacts, listImageFiles, smallPicture, type ImageFile } from './movedFiles.ts'

const SHOWN_DOUBTFUL = 60
const SHOWN_PICTURES = 12
const NAMED = 100

interface Places {
  places: Array<NewPlace & { kind: MatchKind }>
  twins: Twins[]
}

export interface FoundPlaces {
  found: FoundImages
  /** `Places` as JSON: a hundred thousand need not become objects where nobody looks at them. */
  places: string
}

export interface RelinkTask {
  /** As `findMoved` gave them. */
  places: string
  /** Which of the doubtful images to take. */
  doubtful: readonly number[] | 'all'
  /** Entries of one picture become one. */
  merge: boolean
}

/** Looks in a folder and below: what was found in words and numbers, and the places to give to `relinkPlaces`. */
export async function findMoved(
  project: Project,
  folder: string,
  quick: boolean,
  job: JobHandle,
): Promise<FoundPlaces> {
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
  const merged = new Set(pairs.map(({ missing: one }) => one.id))
  const places: Places['places'] = sized.flatMap(({ match, content }) => {
    const image = images.get(match.image)
    if (!image) return []
    const { id, path: old, hash, bytes, orientation, problem } = image
    const known = { id, path: old, hash, bytes, orientation, problem }
    const path = storedImagePath(project, match.file.absolute)
    return [{ kind: match.kind, image: known, path, ...(content ? { content } : {}) }]
  })
  const count = (kind: MatchKind) => places.filter((place) => place.kind === kind).length
  const found: FoundImages = {
    search: randomUUID(),
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
    notFound: left
      .filter(({ id }) => !merged.has(id))
      .slice(0, NAMED)
      .map(({ path }) => path),
  }
  return { found, places: JSON.stringify({ places, twins } satisfies Places) }
}

/** Gives images the places that were found for them, as one undo step. */
export function relinkPlaces(
  project: Project,
  { places: found, doubtful, merge }: RelinkTask,
): Pick<Relinked, 'images' | 'merged'> {
  const { places, twins } = JSON.parse(found) as Places
  const wanted = doubtful === 'all' ? null : new Set(doubtful)
  const taken = places.filter(({ kind, image }) => kind !== 'name' || (wanted?.has(image.id) ?? true))
  return relinkFound(project, taken, merge ? twins : [])
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
