/** Images whose folder was moved: noticed on opening, found again by content and by name, and taken back by undo. */
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import sharp from 'sharp'
import type { ImagePage } from '../../core/api/types.ts'
import { writePictures } from './support/pictures.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

let studio: Studio
test.beforeAll(async () => {
  studio = await startStudio()
})
test.afterAll(() => studio.stop())

test('moved images are noticed, found and relinked', async ({ page }) => {
  const photos = await writePictures(path.join(studio.folder, 'photos'), 5)
  const project = await projectOf(studio, 'Moved', photos)
  // The folder moves; one file gets another name, one is edited, one is lost.
  const moved = path.join(studio.folder, 'drive', 'new place')
  await mkdir(path.dirname(moved))
  await rename(photos, moved)
  await rename(path.join(moved, 'photo 01.jpg'), path.join(moved, 'IMG_0001.jpg'))
  const edited = await sharp(await readFile(path.join(moved, 'photo 02.jpg')))
    .negate()
    .jpeg()
    .toBuffer()
  await sharp(edited).toFile(path.join(moved, 'photo 02.jpg'))
  await copyFile(path.join(moved, 'photo 05.jpg'), path.join(studio.folder, 'lost.jpg'))
  await rm(path.join(moved, 'photo 05.jpg'))

  await studio.restart(path.join(studio.folder, 'Moved.focal'))
  // The pictures of missing files cannot be fetched, which the console names; other errors must not be.
  const noErrors = watchErrors(page, [/404/])
  await studio.enter(page)
  await expect(page.getByText('5 image files are not where they were.')).toBeVisible()
  await page.getByRole('button', { name: 'Find them…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Find moved images' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(path.join(studio.folder, 'drive'))
  await dialog.getByRole('button', { name: 'Look', exact: true }).click()

  await expect(dialog.getByText('Same content')).toBeVisible()
  await expect(dialog.getByText('3 images', { exact: true })).toBeVisible()
  await expect(dialog.getByRole('heading', { name: 'Are these the same pictures?' })).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'new place/photo 02.jpg' }).check()
  await dialog.getByRole('button', { name: 'Relink 4 images' }).click()

  await expect(dialog.getByText('1 image file is not where')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('1 image file is not where it was.')).toBeVisible()
  const paths = async () => {
    const { rows } = await studio.call<ImagePage>('images.page', { project, query: {}, offset: 0, limit: 10 })
    return rows.map((row) => row.path)
  }
  const places = ['IMG_0001.jpg', 'photo 02.jpg', 'photo 03.jpg', 'photo 04.jpg'].map(
    (name) => `drive/new place/${name}`,
  )
  expect(await paths()).toEqual([...places, 'photos/photo 05.jpg'])

  await page.keyboard.press('Control+z')
  await expect(page.getByText('5 image files are not where they were.')).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(paths).toEqual([...places, 'photos/photo 05.jpg'])
  noErrors()
})
