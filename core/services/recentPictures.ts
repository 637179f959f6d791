/**
 * Pictures of recent projects for the start page: GET /files/recent/PROJECT/NAME. They are thumbnails that the project's
 * cache holds anyway, so no project is opened for them.
 */
import { opendirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { RENDITION_MIME, thumbnailFolder } from '../images/renditions.ts'

const MOST = 4
const ADDRESS = /^\/files\/recent\/([\w-]{1,200})\/([0-9a-f]{64}-320)$/
const CACHED = /^[0-9a-f]{64}-320\.webp$/

/** Addresses of up to four thumbnails that the project in this folder has. */
export function recentPictures(projectPath: string, id: string): string[] {
  const names: string[] = []
  try {
    using folder = opendirSync(thumbnailFolder(projectPath))
    for (let entry = folder.readSync(); entry !== null && names.length < MOST; entry = folder.readSync()) {
      if (CACHED.test(entry.name)) names.push(entry.name.replace(/\.webp$/, ''))
    }
  } catch {
    // No cache yet, or it was deleted: the page shows the project without pictures.
    return []
  }
  return names.toSorted().map((name) => `/files/recent/${id}/${name}`)
}

/** Answers requests for these pictures; null for any other address. Only projects of the list are looked into. */
export function createRecentPictureHandler(recents: {
  pathOf(project: string): string | null
}): (request: Request) => Promise<Response | null> {
  return async (request) => {
    const [, id, name] = ADDRESS.exec(new URL(request.url).pathname) ?? []
    if (id === undefined || name === undefined || request.method !== 'GET') return null
    const folder = recents.pathOf(id)
    const bytes =
      folder === null ? null : await readFile(path.join(thumbnailFolder(folder), `${name}.webp`)).catch(() => null)
    if (bytes === null) return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } })
    return new Response(new Uint8Array(bytes), {
      headers: {
        'Content-Type': RENDITION_MIME,
        'Cache-Control': 'private, max-age=86400',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  }
}
