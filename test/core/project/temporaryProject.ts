/** Projects in temporary folders, removed after each test. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from 'vitest'
import { recordChange } from '../../../core/project/history.ts'
import { addClass } from '../../../core/project/classes.ts'
import { addImage, type NewImage } from '../../../core/project/images.ts'
import { createProject, openProject, type Project } from '../../../core/project/project.ts'

const cleanups: Array<() => void> = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'focal-test-')))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A new project that is closed and gone after the test. */
export function temporaryProject(): Project {
  return closedAfterTest(createProject(temporaryFolder(), 'Test'))
}

/** Closes a project and opens it again, as a restart of the studio does. */
export function reopened(project: Project): Project {
  project.close()
  return closedAfterTest(openProject(project.path))
}

export function closedAfterTest(project: Project): Project {
  cleanups.push(() => project.close())
  return project
}

/** What an image needs, made up. */
export function newImage(path: string, values: Partial<NewImage> = {}): NewImage {
  return { path, width: 640, height: 480, orientation: 1, bytes: 1000, hash: `hash of ${path}`, ...values }
}

/** Adds images a.jpg, b.jpg, … and classes cat and dog, and returns their ids. */
export function fill(project: Project, images = 2): { images: number[]; cat: number; dog: number } {
  return recordChange(project, 'Fill', (change) => ({
    cat: addClass(change, 'cat'),
    dog: addClass(change, 'dog'),
    images: Array.from({ length: images }, (_, i) => addImage(change, newImage(`${String.fromCharCode(97 + i)}.jpg`))),
  }))
}
