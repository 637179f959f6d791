import { expect, it } from 'vitest'
import { redo, undo } from '../../../../core/project/history.ts'
import { imagePage } from '../../../../core/project/imageQueries.ts'
import type { Project } from '../../../../core/project/project.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from './helpers.ts'

const query = { filter: {}, sort: 'path', descending: false } as const
const previews = (project: Project) => imagePage(project, query, 0, 10).rows.map(({ preview }) => preview)

it('keeps the colours of imported pictures, whether their files are read or known, undone and done again', async () => {
  const source = temporaryFolder()
  const whole = await jpeg(640, 480, 3)
  write(source, { 'a.jpg': whole, 'b.jpg': whole.subarray(0, whole.length - 500) })
  const project = newProject()
  await importDataset(project, { source, format: 'auto' }, quietJob)
  const known = previews(project)
  expect(known).toEqual([expect.stringMatching(/^[\w+/]{64}$/), null])
  undo(project)
  expect(previews(project)).toEqual([])
  redo(project)
  expect(previews(project)).toEqual(known)
  undo(project)
  await importDataset(project, { source, format: 'auto' }, quietJob)
  expect(previews(project)).toEqual(known)
})
