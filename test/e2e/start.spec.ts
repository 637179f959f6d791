/** The ways in: the address that `serve PROJECT` prints. */
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { JobState } from '../../core/api/types.ts'
import type { ProjectSummary } from '../../core/project/types.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

let studio: Studio
test.beforeAll(async () => {
  studio = await startStudio()
})
test.afterAll(() => studio.stop())

test('the address of `serve PROJECT` opens that project, and Back does not lead to it again', async ({ page }) => {
  const noErrors = watchErrors(page)
  const project = await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name: 'Served' })
  await studio.restart(path.join(studio.folder, 'Served.focal'))
  await page.goto('about:blank')
  await studio.enter(page)
  await expect(page).toHaveURL(new RegExp(`/p/${project.id}/data$`))
  await expect(page.getByRole('button', { name: 'Import a folder' })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL('about:blank')
  noErrors()
})

test('a new project that is asked for from another page knows a folder', async ({ page }) => {
  const noErrors = watchErrors(page)
  await studio.enter(page)
  await page.goto(new URL('/settings', page.url()).href)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(/command/i).fill('New project')
  await page.getByRole('option', { name: 'New project' }).click()
  const dialog = page.getByRole('dialog', { name: 'New project' })
  await expect(dialog.getByRole('textbox', { name: 'Folder' })).not.toHaveValue('')
  await dialog.getByLabel('Name').fill('Asked for')
  await expect(dialog.getByRole('button', { name: 'Create and import' })).toBeEnabled()
  noErrors()
})

test('a double click on the sample makes one project', async ({ page }) => {
  // Sixty pictures are drawn: a minute and more on a busy computer.
  test.setTimeout(240_000)
  const noErrors = watchErrors(page)
  await studio.enter(page)
  await page.goto(new URL('/', page.url()).href)
  await page.getByRole('button', { name: /Try the sample/ }).dblclick()
  await expect(page).toHaveURL(/\/p\/[\w-]+\/data/, { timeout: 200_000 })
  const jobs = await studio.call<JobState[]>('jobs.list')
  expect(jobs.filter(({ kind }) => kind === 'sample')).toHaveLength(1)
  noErrors()
})
