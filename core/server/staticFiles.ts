/** Serves the built window: its files, and its one page for every other address (the router runs in the page). */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Handler } from 'hono'

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

const NOT_BUILT = 'The window has not been built yet. Run "npm run build" in the folder of Focal Studio, then reload.\n'

/** Answers GET from `folder`; vite's hashed files under assets/ may be kept for ever, everything else is revalidated. */
export function staticFiles(folder: string): Handler {
  return async (context) => {
    const { path: url } = context.req
    const inside = await findFile(folder, url)
    if (inside === null && path.extname(url) !== '') return context.text(`There is no ${url} here.\n`, 404)
    const file = inside ?? path.join(folder, 'index.html')
    const content = await readFile(file).catch(() => null)
    if (content === null) return context.text(NOT_BUILT, 503)
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    const kept = url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    const headers = { ETag: etag, 'Cache-Control': kept }
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers)
    const type = CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream'
    return context.body(new Uint8Array(content), 200, { ...headers, 'Content-Type': type })
  }
}

/** The file of a URL path inside the folder, or null; nothing outside is ever looked at. */
async function findFile(folder: string, url: string): Promise<string | null> {
  let decoded: string
  try {
    decoded = decodeURIComponent(url)
  } catch {
    return null // Not valid percent encoding, so no file of ours.
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const root = path.resolve(folder)
  const file = path.resolve(root, `.${decoded}`)
  if (!file.startsWith(root + path.sep)) return null
  const facts = await stat(file).catch(() => null)
  return facts?.isFile() ? file : null
}

const hashesOfBuild = new Map<string, { changed: number; hashes: string[] }>()

/** CSP hashes of the style elements that the built index.html carries. */
export async function styleHashes(folder: string): Promise<string[]> {
  const file = path.join(folder, 'index.html')
  const facts = await stat(file).catch(() => null)
  if (!facts) return []
  const known = hashesOfBuild.get(file)
  if (known?.changed === facts.mtimeMs) return known.hashes
  const html = await readFile(file, 'utf8')
  const hashes = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(
    (match) =>
      `sha256-${createHash('sha256')
        .update(match[1] ?? '')
        .digest('base64')}`,
  )
  hashesOfBuild.set(file, { changed: facts.mtimeMs, hashes })
  return hashes
}
