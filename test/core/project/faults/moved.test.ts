/** Projects that were moved, renamed, copied, zipped, and edited while the clock went backwards. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { makeBackup } from '../../../../core/project/backups/make.ts'
import { addClass, listClasses } from '../../../../core/project/classes.ts'
import { historyState, recordChange, undo } from '../../../../core/project/history.ts'
import { addImage, imageFile, listImages } from '../../../../core/project/images.ts'
import { absolutePath, storedPath } from '../../../../core/project/paths.ts'
import { createProject, openProject, type Project } from '../../../../core/project/project.ts'
import { addRun, getRun } from '../../../../core/project/runs.ts'
import { RecentProjects } from '../../../../core/services/recents.ts'
import { defaultRun } from '../runs.ts'
import { closedAfterTest, newImage, temporaryFolder } from '../temporaryProject.ts'

afterEach(() => vi.useRealTimers())

/** A project with one image inside it and one beside it, and a run. */
function projectIn(folder: string): Project {
  const project = closedAfterTest(createProject(folder, 'Birds'))
  const files = [path.join(project.path, 'images', 'inside.jpg'), path.join(folder, 'photos', 'beside ü.jpg')]
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, '')
  }
  recordChange(project, 'Add', (change) => {
    for (const file of files) addImage(change, newImage(storedPath(project.folder, file)))
  })
  return project
}

function missing(project: Project): string[] {
  return listImages(project).filter((image) => !existsSync(imageFile(project, image))).map(({ path }) => path)
}

it('finds its images and runs after its folder was moved and given another name', () => {
  const folder = temporaryFolder()
  const project = projectIn(folder)
  const run = addRun(project, defaultRun)
  project.close()
  const elsewhere = path.join(temporaryFolder(), 'another place')
  renameSync(folder, elsewhere)
  mkdirSync(folder)
  const moved = closedAfterTest(openProject(path.join(elsewhere, 'Birds.focal')))
  expect(missing(moved)).toEqual([])
  expect(getRun(moved, run.id).folder).toBe(path.join(elsewhere, 'Birds.focal', 'runs', '1'))
  moved.close()
  renameSync(moved.path, path.join(elsewhere, 'Eagles.focal'))
  const renamed = closedAfterTest(openProject(path.join(elsewhere, 'Eagles.focal')))
  expect(renamed.name).toBe('Eagles')
  // Those inside lie under the old name: the studio says that they are missing, and finds them again.
  expect(missing(renamed)).toEqual(['Birds.focal/images/inside.jpg'])
})
