/** Ways back: a backup restored from the start page after labels were lost or damaged, and a copy of a whole project. */
import { cp, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import type { ClassRecord, ProjectBackups, ProjectSummary } from '../../core/project/types.ts'
import { writeLabelled, type MadePhoto } from './support/labelled.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

const PHOTOS = [20, 120, 220].map((hue): MadePhoto => ({
  name: `photo ${hue}`,
  hue,
  objects: [{ className: 'disc', box: [100, 120, 220, 210] }],
}))
/** Reading and checking a database takes a moment on a busy computer. */
const PATIENT = { timeout: 30_000 }

let studio: Studio
test.beforeEach(async () => {
  test.setTimeout(120_000)
  studio = await startStudio()
})
test.afterEach(() => studio.stop())

test('labels that were deleted come back from a backup, and what was there is put aside', async ({ page }) => {
  const noErrors = watchErrors(page)
  const project = await labelled('Kept')
  await studio.enter(page)
  const dialog = await openBackups(page, 'Kept')
  await dialog.getByRole('button', { name: 'Back up now' }).click()
  // The studio may have made one by itself meanwhile.
  const backup = dialog.getByRole('listitem').filter({ hasText: 'made by hand' })
  await expect(backup.getByText('Has every change')).toBeVisible(PATIENT)
  await dialog.getByRole('button', { name: 'Close', exact: true }).first().click()
  await expect(dialog).toBeHidden()

  await loseLabels(project)
  await page.reload()
  await openBackups(page, 'Kept')
  await expect(dialog.getByText('Now: 3 images, 0 boxes.')).toBeVisible(PATIENT)
  await expect(backup.getByText('1 later change not in it')).toBeVisible()
  await backup.getByRole('button', { name: /^Restore the backup/ }).click()
  await backup.getByRole('button', { name: 'Go back' }).click()
  await showsData(page, dialog)
  expect(await content(project)).toEqual({ boxes: 3, classes: ['disc'] })

  const { backups } = await studio.call<ProjectBackups>('projects.backups', { path: folderOf('Kept') })
  expect(backups.map(({ reason, content: held }) => [reason, held?.boxes])).toContainEqual(['restore', 0])
  noErrors()
})

test('a damaged project is told from the start page, and its newest backup opens', async ({ page }) => {
  // Refusing to open it is an error that the console names.
  const noErrors = watchErrors(page, [/500/])
  const project = await labelled('Hurt')
  await studio.call('projects.backUp', { path: folderOf('Hurt') })
  await studio.restart(undefined, () => overwrite(path.join(folderOf('Hurt'), 'project.db')))

  await studio.enter(page)
  await page.getByRole('button', { name: 'Hurt', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Backups of/ })
  await expect(dialog.getByText('cannot be read as they are')).toBeVisible(PATIENT)
  await expect(dialog.getByRole('button', { name: 'Back up now' })).toBeDisabled()
  await dialog
    .getByRole('button', { name: /^Restore the backup/ })
    .first()
    .click()
  await dialog.getByRole('button', { name: 'Go back' }).click()
  await showsData(page, dialog)
  expect(await content(project)).toEqual({ boxes: 3, classes: ['disc'] })
  noErrors()
})

test('a copied project folder opens as a project of its own', async ({ page }) => {
  const noErrors = watchErrors(page)
  const original = await labelled('First')
  const folder = path.join(studio.folder, 'other drive')
  await studio.restart(undefined, async () => {
    await mkdir(folder)
    for (const name of ['First.focal', 'First photos']) {
      await cp(path.join(studio.folder, name), path.join(folder, name), { recursive: true })
    }
  })
  await studio.enter(page)
  await page.getByRole('button', { name: /^Open a project/ }).click()
  const picker = page.getByRole('dialog', { name: 'Open a project' })
  const place = picker.getByRole('textbox', { name: 'Path' })
  await expect(place).not.toHaveValue('')
  await place.fill(folder)
  await place.press('Enter')
  await picker.getByRole('option', { name: 'First.focal' }).click()
  await picker.getByRole('button', { name: 'Open', exact: true }).click()
  await showsData(page, picker)
  const copy = /\/p\/([\w-]+)\//.exec(page.url())![1]!
  expect(copy).not.toBe(original)
  const { missing } = await studio.call<ProjectSummary>('projects.summary', { project: copy })
  expect(missing).toBe(0)

  await loseLabels(copy)
  expect(await content(copy)).toEqual({ boxes: 0, classes: [] })
  expect(await content(original)).toEqual({ boxes: 3, classes: ['disc'] })
  noErrors()
})

const folderOf = (name: string) => path.join(studio.folder, `${name}.focal`)

async function labelled(name: string): Promise<string> {
  return projectOf(studio, name, await writeLabelled(path.join(studio.folder, `${name} photos`), PHOTOS))
}

async function openBackups(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `More about ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Backups…' }).click()
  const dialog = page.getByRole('dialog', { name: `Backups of ${name}` })
  await expect(dialog.getByRole('button', { name: 'Back up now' })).toBeEnabled(PATIENT)
  return dialog
}

/** The dialog has gone and the project's three images are there with their pictures. */
async function showsData(page: Page, dialog: Locator): Promise<void> {
  await expect(page).toHaveURL(/\/p\/[\w-]+\/data$/, PATIENT)
  await expect(dialog).toBeHidden()
  await expect(page.getByText('3 images', { exact: true })).toBeVisible()
}

/** The class goes, and its boxes with it. */
async function loseLabels(project: string): Promise<void> {
  const [disc] = await studio.call<ClassRecord[]>('classes.list', { project })
  await studio.call('classes.remove', { project, id: disc!.id })
}

async function content(project: string): Promise<{ boxes: number; classes: string[] }> {
  const { boxes } = await studio.call<ProjectSummary>('projects.summary', { project })
  const classes = await studio.call<ClassRecord[]>('classes.list', { project })
  return { boxes, classes: classes.map(({ name }) => name) }
}

/** What a failing drive may leave: the first pages are no database any more. */
async function overwrite(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.write(Buffer.alloc(8192, 'no database '), 0, 8192, 0)
  } finally {
    await handle.close()
  }
}
