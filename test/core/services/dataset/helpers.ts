/** Projects and small pictures in temporary folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import type { JobHandle } from '../../../../core/jobs/jobBoard.ts'
import { createProject, type Project } from '../../../../core/project/project.ts'

export function temporaryFolder(): string {
  const outer = mkdtempSync(path.join(tmpdir(), 'focal-formats-'))
  onTestFinished(() => rmSync(outer, { recursive: true, force: true }))
  // A folder further down: images are looked for in its neighbours, and it should have none.
  const folder = path.join(outer, 'set')
  mkdirSync(folder)
  return folder
}

export function newProject(folder = temporaryFolder(), name = 'Test'): Project {
  const project = createProject(folder, name)
  onTestFinished(() => project.close())
  return project
}

export const quietJob: JobHandle = { signal: new AbortController().signal, progress: () => {} }

/** A JPEG whose content depends on its seed. */
export async function jpeg(width: number, height: number, seed = 0, orientation?: number): Promise<Buffer> {
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: 128 }
  const picture = sharp({ create: { width, height, channels: 3, background } }).jpeg()
  return orientation === undefined ? picture.toBuffer() : picture.withMetadata({ orientation }).toBuffer()
}

export function write(folder: string, files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

export function vocXml(options: { filename?: string; size?: string; objects: string[] }): string {
  const { filename = '', size = '', objects } = options
  return `<annotation><filename>${filename}</filename>${size}${objects.join('')}</annotation>`
}

export function vocObject(name: string, x1: unknown, y1: unknown, x2: unknown, y2: unknown): string {
  const edges = `<xmin>${x1}</xmin><ymin>${y1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax>`
  return `<object><name>${name}</name><bndbox>${edges}</bndbox></object>`
}
