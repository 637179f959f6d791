/**
 * Pictures for the window: GET /files/PROJECT/IMAGE/(original|display|thumb|tile)?size=&column=&row=. Plain HTTP, so that
 * browsers cache.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { isAnimated } from '../images/animation.ts'
import { fileImageKind, MIME, SHOWN_BY_BROWSERS, type ImageKind } from '../images/fileKind.ts'
import { isShownJpeg } from '../images/jpegProcess.ts'
import {
  DISPLAY,
  RENDITION_MIME,
  renditionBytes,
  thumbnail,
  thumbnailFolder,
  type Rendition,
  type RenditionSource,
} from '../images/renditions.ts'
import { TILE_MIME, tileBytes } from '../images/tiles.ts'
import { getImage, imageFile, imageOnDisk } from '../project/images.ts'
import type { Project } from '../project/project.ts'
import type { ImageRecord } from '../project/types.ts'
import { byteRange } from './byteRange.ts'
import { errorBody, StudioError, type ErrorCode } from './errors.ts'

/** Larger pictures are shown from a smaller version: browsers refuse or crawl above this. */
const SHOWN_WHOLE_PIXELS = 60_000_000
const DEFAULT_THUMBNAIL = 320

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  NOT_FOUND: 404,
  BROKEN_FILE: 422,
  UNSUPPORTED: 415,
  FORBIDDEN: 403,
}

/** The opened project with an id; throws NOT_FOUND. */
export type FindProject = (id: string) => Project

/**
 * Answers requests for pictures. No part of the address is ever used as a path: it names a project and an image by id.
 * Answers carry an ETag made of the content's hash (If-None-Match is answered with 304), originals take Range.
 */
export function createFileHandler(findProject: FindProject): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } })
      }
      const response = await answer(request, findProject)
      return request.method === 'HEAD' ? await withoutBody(response) : response
    } catch (error) {
      const body = errorBody(error)
      return Response.json(body, { status: HTTP_STATUS[body.code] ?? 500, headers: { 'Cache-Control': 'no-store' } })
    }
  }
}

async function answer(request: Request, findProject: FindProject): Promise<Response> {
  const url = new URL(request.url)
  const match = /^\/files\/([\w-]{1,200})\/(\d{1,15})(?:\/(original|display|thumb|tile))?$/.exec(url.pathname)
  const [, projectId, imageId, form = 'display'] = match ?? []
  if (projectId === undefined) throw new StudioError('NOT_FOUND', `There is nothing at ${url.pathname}.`)
  const project = findProject(projectId)
  const image = getImage(project, Number(imageId))
  if (form === 'thumb') return rendered(request, project, image, thumbnail(thumbnailSize(url)))
  if (form === 'tile') return tile(request, project, image)
  const original = await openOriginal(project, image)
  if (form === 'display' && !(await isShownAsIs(image, original))) return rendered(request, project, image, DISPLAY)
  return sendOriginal(request, image, original)
}

function thumbnailSize(url: URL): number {
  const size = Number(url.searchParams.get('size') ?? DEFAULT_THUMBNAIL)
  if (Number.isInteger(size) && size >= 1 && size <= 10_000) return size
  throw new StudioError('BAD_INPUT', 'The size of a thumbnail is a whole number of pixels, 1 to 10000.')
}

/**
 * Browsers turn JPEGs upright by a plain EXIF tag; for odd tags and other kinds they differ, so those are turned here. Of
 * animations only the first frame is shown, as boxes are on that one.
 */
async function isShownAsIs(image: ImageRecord, { kind, file }: Original): Promise<boolean> {
  const turned = image.orientation !== 1 && kind !== 'jpeg'
  if (!SHOWN_BY_BROWSERS.has(kind) || turned || image.width * image.height > SHOWN_WHOLE_PIXELS) return false
  return kind === 'jpeg' ? isShownJpeg(file, image.orientation) : !(await isAnimated(file, kind))
}

async function rendered(
  request: Request,
  project: Project,
  image: ImageRecord,
  rendition: Rendition,
): Promise<Response> {
  const headers = commonHeaders(`"${image.hash}-${rendition.name}"`, RENDITION_MIME, namesContent(request, image))
  if (isKnown(request, headers)) return new Response(null, { status: 304, headers })
  return withBody(headers, await renditionBytes(sourceOf(project, image), rendition, request.signal))
}

/** A square of a large picture at its full size. */
async function tile(request: Request, project: Project, image: ImageRecord): Promise<Response> {
  const parameters = new URL(request.url).searchParams
  const [column, row] = ['column', 'row'].map((name) => Number(parameters.get(name) || 'missing'))
  if (!isIndex(column) || !isIndex(row)) {
    throw new StudioError('BAD_INPUT', 'Column and row of a tile are whole numbers from 0.')
  }
  const headers = commonHeaders(`"${image.hash}-tile-${column}-${row}"`, TILE_MIME, namesContent(request, image))
  if (isKnown(request, headers)) return new Response(null, { status: 304, headers })
  return withBody(headers, await tileBytes(sourceOf(project, image), column, row))
}

function isIndex(value: number | undefined): value is number {
  return Number.isInteger(value) && value !== undefined && value >= 0
}

function sourceOf(project: Project, image: ImageRecord): RenditionSource {
  const cacheFolder = project.readOnly ? null : thumbnailFolder(project.path)
  return { file: imageFile(project, image), name: image.name, hash: image.hash, cacheFolder }
}

function withBody(headers: Headers, bytes: Buffer): Response {
  headers.set('Content-Length', String(bytes.length))
  return new Response(new Uint8Array(bytes), { headers })
}

interface Original {
  file: string
  size: number
  kind: ImageKind
  etag: string
}

/** Of a page, the file that it is in. */
async function openOriginal(project: Project, image: ImageRecord): Promise<Original> {
  const file = imageOnDisk(project, image)
  const facts = await stat(file).catch((error: unknown) => {
    const hint = 'Check that its folder or drive is still there.'
    throw new StudioError('NOT_FOUND', `The file of ${image.name} is missing.`, hint, { path: file }, error)
  })
  // A project from a stranger may name any file: only pictures are handed out.
  const kind = facts.isFile() ? await fileImageKind(file) : null
  if (kind === null) throw new StudioError('UNSUPPORTED', `${image.name} is not an image.`, undefined, { path: file })
  const unchanged = facts.size === image.bytes
  const etag = unchanged ? `"${image.hash}"` : `"${facts.size}-${Math.trunc(facts.mtimeMs)}"`
  return { file, size: facts.size, kind, etag }
}

function sendOriginal(request: Request, image: ImageRecord, original: Original): Response {
  const asKnown = original.etag === `"${image.hash}"`
  const headers = commonHeaders(original.etag, MIME[original.kind], asKnown && namesContent(request, image))
  headers.set('Accept-Ranges', 'bytes')
  if (isKnown(request, headers)) return new Response(null, { status: 304, headers })
  const ifRange = request.headers.get('if-range')
  const range = ifRange === null || ifRange === original.etag ? byteRange(request.headers, original.size) : null
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${original.size}`)
    return new Response(null, { status: 416, headers })
  }
  const { first, last } = range ?? { first: 0, last: original.size - 1 }
  headers.set('Content-Length', String(last - first + 1))
  if (range) headers.set('Content-Range', `bytes ${first}-${last}/${original.size}`)
  const stream = createReadStream(original.file, { start: first, end: last, signal: request.signal })
  const body = Readable.toWeb(stream) as ReadableStream<Uint8Array>
  return new Response(body, { status: range ? 206 : 200, headers })
}

/** Whether the address carries the content's hash (?v=, its first 12 digits): then its answer never changes. */
function namesContent(request: Request, image: ImageRecord): boolean {
  const version = new URL(request.url).searchParams.get('v') ?? ''
  return version.length >= 12 && image.hash.startsWith(version)
}

function commonHeaders(etag: string, type: string, forever: boolean): Headers {
  return new Headers({
    ETag: etag,
    'Content-Type': type,
    // Others are asked for again each time, answered with 304: a project made anew in the same place has the same ids.
    'Cache-Control': forever ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'X-Content-Type-Options': 'nosniff',
  })
}

function isKnown(request: Request, headers: Headers): boolean {
  const etag = headers.get('ETag')
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  return known.some((one) => one.trim().replace(/^W\//, '') === etag)
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel()
  return new Response(null, { status: response.status, headers: response.headers })
}
