/** Lists folders for the browser's own folder page; the desktop shell uses the system's dialogs instead. */
import { mkdir, readdir, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '../api/errors.ts'
import type { FolderListing } from '../api/types.ts'

type Entry = FolderListing['entries'][number]

const IMAGES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.gif', '.tif', '.tiff', '.avif'])
const ORDER: Record<Entry['kind'], number> = { project: 0, folder: 1, image: 2, file: 3 }
/** More would only slow the page down; a folder of a hundred thousand images shows its first ones. */
const MOST_FILES = 2000

/** The folder's entries, projects and folders first, hidden ones left out; null lists the home folder. */
export async function listFolder(folder: string | null): Promise<FolderListing> {
  const absolute = path.resolve(folder ?? os.homedir())
  const found = await readdir(absolute, { withFileTypes: true })
  const visible = found.filter((entry) => !entry.name.startsWith('.'))
  const kinds = await Promise.all(
    visible.map(async (entry) => {
      if (!entry.isSymbolicLink()) return { name: entry.name, folder: entry.isDirectory() }
      const target = await stat(path.join(absolute, entry.name)).catch(() => null)
      return target ? { name: entry.name, folder: target.isDirectory() } : null
    }),
  )
  const sorted = kinds
    .filter((entry) => entry !== null)
    .map(({ name, folder }) => ({ name, path: path.join(absolute, name), kind: kindOf(name, folder) }))
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || a.name.localeCompare(b.name, undefined, { numeric: true }))
  const folders = sorted.filter((entry) => ORDER[entry.kind] <= 1)
  const files = sorted.filter((entry) => ORDER[entry.kind] > 1).slice(0, MOST_FILES)
  const entries = [
    ...folders.map((entry) => ({ ...entry, bytes: null })),
    ...(await Promise.all(
      files.map(async (entry) => ({ ...entry, bytes: (await stat(entry.path).catch(() => null))?.size ?? null })),
    )),
  ]
  const parent = path.dirname(absolute)
  return { path: absolute, parent: parent === absolute ? null : parent, places: await places(), entries }
}

/** Makes one folder inside an existing one and lists it. */
export async function makeFolder(folder: string): Promise<FolderListing> {
  const absolute = path.resolve(folder)
  try {
    await mkdir(absolute)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new StudioError('CONFLICT', `${absolute} exists already.`, 'Choose another name.', { path: absolute }, error)
  }
  return listFolder(absolute)
}

function kindOf(name: string, isFolder: boolean): Entry['kind'] {
  if (isFolder) return name.endsWith('.focal') ? 'project' : 'folder'
  return IMAGES.has(path.extname(name).toLowerCase()) ? 'image' : 'file'
}

async function places(): Promise<FolderListing['places']> {
  const home = os.homedir()
  const candidates = [
    { name: 'Home', path: home },
    { name: 'Desktop', path: path.join(home, 'Desktop') },
    { name: 'Documents', path: path.join(home, 'Documents') },
    { name: 'Pictures', path: path.join(home, 'Pictures') },
    { name: 'Computer', path: path.parse(home).root },
  ]
  const there = await Promise.all(
    candidates.map(async (place) => ((await stat(place.path).catch(() => null))?.isDirectory() ? [place] : [])),
  )
  return there.flat()
}
