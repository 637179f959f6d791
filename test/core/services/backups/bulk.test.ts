import { expect, it, onTestFinished } from 'vitest'
import { createEngine } from '../../../../core/engine.ts'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { editLabels } from '../../../../core/project/labels.ts'
import { isBulk } from '../../../../core/services/backups/bulk.ts'
import { fill, temporaryFolder, temporaryProject } from '../../project/temporaryProject.ts'

it('calls large what is much of a project, or much in itself', () => {
  expect(isBulk(19, 19)).toBe(false)
  expect(isBulk(20, 20)).toBe(true)
  expect(isBulk(20, 1001)).toBe(false)
  expect(isBulk(1000, 1_000_000)).toBe(true)
})

it('backs up before many images go or a class with many boxes is merged, once within minutes', async () => {
  const project = temporaryProject()
  const { cat, dog, images } = fill(project, 25)
  const add = { kind: 'add' as const, box: { classId: cat, x1: 1, y1: 1, x2: 5, y2: 5 } }
  editLabels(
    project,
    images[0]!,
    Array.from({ length: 30 }, () => add),
    'Draw',
  )
  project.close()
  const { services, close } = createEngine({ host: 'web', dataFolder: temporaryFolder() })
  onTestFinished(close)
  const { id } = services.projects.open(project.path)
  const reasons = () => listBackupFiles(project.path).map(({ reason }) => reason)
  await services.images.remove(id, images.slice(1, 4))
  expect(services.projects.backUpBefore(id, { kind: 'remove-images', images: 3 })).toBeNull()
  expect(reasons()).toEqual([])
  await services.classes.merge(id, [cat], dog)
  expect(reasons()).toEqual(['merge'])
  expect(services.projects.backUpBefore(id, { kind: 'remove-images', images: 21 })).toBeNull()
  await services.images.remove(id, images.slice(4))
  expect(reasons()).toEqual(['merge'])
})

it('makes the same backup as a job that a window can follow', async () => {
  const project = temporaryProject()
  const { images } = fill(project, 25)
  project.close()
  const { services, jobs, close } = createEngine({ host: 'web', dataFolder: temporaryFolder() })
  onTestFinished(close)
  const { id } = services.projects.open(project.path)
  const job = services.projects.backUpBefore(id, { kind: 'remove-images', images: 25 })
  expect(job).toMatchObject({ kind: 'back-up', title: 'Back up Test first' })
  expect(await jobs.finished(job!.id)).toMatchObject({ status: 'done' })
  await services.images.remove(id, images)
  expect(listBackupFiles(project.path).map(({ reason }) => reason)).toEqual(['removal'])
})
