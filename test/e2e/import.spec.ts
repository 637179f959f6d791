/** Imports that need an answer: into a project that has labels, and of photos with a rotation tag. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import type { ImagePage } from '../../core/api/types.ts'
import type { ClassRecord, ImageRow, ProjectSummary } from '../../core/project/types.ts'
import { writeLabelled, type MadePhoto } from './support/labelled.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

const disc: MadePhoto['objects'] = [{ className: 'disc', box: [100, 120, 220, 210] }]

let studio: Studio
test.beforeAll(async () => {
  studio = await startStudio()
})
test.afterAll(() => studio.stop())

test('labels are merged into those of the project, with classes mapped, after showing what would change', async ({
  page,
}) => {
  const noErrors = watchErrors(page)
  const mine = [20, 80, 140].map((hue): MadePhoto => ({ name: `photo ${hue}`, hue, objects: disc }))
  const project = await projectOf(studio, 'Merged', await writeLabelled(path.join(studio.folder, 'mine'), mine))
  // The same photos from a colleague: another word for the class, one box moved, one photo more.
  const theirs = [...mine, { name: 'photo 200', hue: 200, objects: disc }].map((photo) => ({
    ...photo,
    objects: [{ className: 'Scheibe', box: disc[0]!.box }],
  }))
  const folder = await writeLabelled(path.join(studio.folder, 'theirs'), theirs)
  await relabel(folder, theirs[1]!)

  const dialog = await openImport(page, project)
  await choose(dialog, folder, '4 images')
  await dialog.getByText('Classes', { exact: true }).click()
  const mapped = dialog.getByLabel('Name for Scheibe')
  await mapped.fill('disc')
  await mapped.press('Tab')
  await expect(dialog.getByText('1 class, 0 new to the project')).toBeVisible()
  await dialog.getByRole('button', { name: 'Compare with the project' }).click()

  const changes = page.getByRole('dialog', { name: 'What would change' })
  await expect(changes.locator('div', { has: page.getByText('New images') }).last()).toContainText('1 image')
  await expect(changes.getByText('1 only here, 1 only there, 0 in both')).toBeVisible()
  await changes.getByRole('radio', { name: 'Take theirs' }).check()
  await changes.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('button', { name: 'Show the images' }).click()

  const rows = await rowsOf(project)
  expect(rows.map(({ name, boxes }) => [name, boxes.map(({ x1 }) => x1)])).toEqual([
    ['photo 20.jpg', [100]],
    ['photo 80.jpg', [300]],
    ['photo 140.jpg', [100]],
    ['photo 200.jpg', [100]],
  ])
  const classes = await studio.call<ClassRecord[]>('classes.list', { project })
  expect(classes.map(({ name, boxCount }) => [name, boxCount])).toEqual([['disc', 4]])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await rowsOf(project)).map(({ boxes }) => boxes[0]?.x1)).toEqual([100, 100, 100])
  noErrors()
})

test('photos with a rotation tag: both readings are shown, the answer counts, and can be changed for all', async ({
  page,
}) => {
  const noErrors = watchErrors(page)
  const turned: MadePhoto = { name: 'turned', hue: 30, orientation: 6, objects: disc, unsized: true }
  const folder = await writeLabelled(path.join(studio.folder, 'turned'), [turned])
  const { id } = await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name: 'Turned' })
  const dialog = await openImport(page, id)
  await choose(dialog, folder, '1 image')
  const readings = dialog.getByRole('radiogroup', { name: 'Where the boxes belong' })
  await expect(readings.getByRole('radio')).toHaveCount(2)
  await expect(readings.getByRole('img')).toHaveCount(2)
  const start = dialog.getByRole('button', { name: 'Import', exact: true })
  await expect(start).toBeDisabled()
  await readings.getByRole('radio', { name: 'As the camera stored it' }).click()
  await start.click()
  await page.getByRole('button', { name: 'Show the images' }).click()
  // Tag 6: what was left is now at the top, what was at the bottom is now left.
  const edges = async () => {
    const [row] = await rowsOf(id)
    return row?.boxes.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2])
  }
  expect(await edges()).toEqual([[480 - 210, 100, 480 - 120, 220]])

  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(/command/i).fill('Turn boxes')
  await page.keyboard.press('Enter')
  const turning = page.getByRole('dialog', { name: 'Turn boxes' })
  await turning.getByRole('radio', { name: 'As people see the photo' }).click()
  await turning.getByRole('button', { name: /^Turn/ }).click()
  await expect.poll(edges).toEqual([[100, 120, 220, 210]])
  // While a dialog is open the page's keys rest.
  await expect(turning).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect.poll(edges).toEqual([[480 - 210, 100, 480 - 120, 220]])
  noErrors()
})

test('images without labels: Enter once more imports them, and drawing boxes comes next', async ({ page }) => {
  const noErrors = watchErrors(page)
  const photos = [15, 75].map((hue): MadePhoto => ({ name: `photo ${hue}`, hue, objects: null }))
  const folder = await writeLabelled(path.join(studio.folder, 'unlabelled'), photos)
  const { id } = await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name: 'Unlabelled' })
  const dialog = await openImport(page, id)
  const field = dialog.getByLabel('Folder or file to import from')
  // Dialogs begin with their first field, not with the button that closes them.
  await expect(field).toBeFocused()
  await choose(dialog, folder, '2 images')
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeEnabled()
  await field.press('Enter')
  await page.getByRole('link', { name: 'Draw boxes' }).click()
  await expect(page).toHaveURL(new RegExp(`/p/${id}/label/`))
  noErrors()
})

/** Other labels for a photo whose file stays as it is. */
async function relabel(folder: string, photo: MadePhoto): Promise<void> {
  const file = path.join(folder, `${photo.name}.xml`)
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text.replace('<xmin>100</xmin>', '<xmin>300</xmin>').replace('<xmax>220</xmax>', '<xmax>420</xmax>'),
  )
}

async function openImport(page: Page, project: string): Promise<Locator> {
  await studio.enter(page)
  await page.goto(`${new URL(page.url()).origin}/p/${project}/data?import=1`)
  const dialog = page.getByRole('dialog', { name: /Import|What would change|Compar/ })
  await expect(dialog).toBeVisible()
  return dialog
}

async function choose(dialog: Locator, folder: string, images: string): Promise<void> {
  const field = dialog.getByLabel('Folder or file to import from')
  await field.fill(folder)
  await field.press('Enter')
  await expect(dialog.getByText(images, { exact: true })).toBeVisible()
}

async function rowsOf(project: string): Promise<ImageRow[]> {
  const { rows } = await studio.call<ImagePage>('images.page', { project, query: {}, offset: 0, limit: 20 })
  return rows
}
