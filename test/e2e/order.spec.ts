/** Order in the data: search and saved views, near copies on one side of the split, statistics that lead to images. */
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { ImagePage } from '../../core/api/types.ts'
import type { ClassRecord, ImageRow } from '../../core/project/types.ts'
import { writeLabelled, type MadePhoto } from './support/labelled.ts'
import { writePictures } from './support/pictures.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

const DISC = { className: 'disc', box: [100, 120, 220, 210] } as const
const SQUARE = { className: 'square', box: [350, 200, 450, 300] } as const

let studio: Studio
let project: string
test.beforeAll(async () => {
  studio = await startStudio()
  const photos = Array.from({ length: 8 }, (_, index): MadePhoto => {
    const objects = index < 3 ? [DISC, { ...DISC, box: [300, 50, 380, 130] }, SQUARE] : [SQUARE]
    return { name: `photo ${index + 1}`, hue: 10 + index * 43, objects: objects as MadePhoto['objects'] }
  })
  // One photo a second time in other bytes and with a box that hugs the border.
  const copy: MadePhoto = {
    ...photos[3]!,
    name: 'copy',
    quality: 70,
    objects: [SQUARE as unknown as NonNullable<MadePhoto['objects']>[number]],
  }
  const border: MadePhoto = { name: 'border', hue: 355, objects: [{ className: 'disc', box: [0, 300, 60, 400] }] }
  project = await projectOf(
    studio,
    'Order',
    await writeLabelled(path.join(studio.folder, 'photos'), [...photos, copy, border]),
  )
})
test.afterAll(() => studio.stop())

test('a search narrows the grid and becomes a view that is there the next time', async ({ page }) => {
  const noErrors = watchErrors(page)
  let counted = 0
  page.on('request', (request) => (counted += request.url().split('images.counts').length - 1))
  await openData(page)
  await expect(page.getByRole('checkbox', { name: /^Done/ })).toContainText('10')
  expect(counted).toBe(1)
  const search = page.getByRole('combobox', { name: 'Search images' })
  await search.fill('class:disc count:>2')
  await expect(page.getByText('3 of 10 images')).toBeVisible()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog', { name: 'Save this view' }).getByRole('textbox', { name: 'Name' }).fill('Many discs')
  await page.keyboard.press('Enter')
  await search.fill('')
  await expect(page.getByText('10 images', { exact: true })).toBeVisible()

  await page.reload()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Many discs' }).click()
  await expect(search).toHaveValue('class:disc count:>2')
  await expect(page.getByText('3 of 10 images')).toBeVisible()

  await search.fill('colour:red')
  await expect(page.getByRole('alert')).toBeVisible()
  // Enter behind a word that is not finished takes what the list shows first; Escape leaves the list, then the field.
  await search.fill('class:squ')
  await expect(page.getByRole('option').first()).toBeVisible()
  await search.press('Enter')
  await expect(search).toHaveValue(/^class:square\b/)
  await search.press('Escape')
  await search.press('Escape')
  await expect(search).not.toBeFocused()
  await search.fill('')
  await expect(page.getByText('10 images', { exact: true })).toBeVisible()
  noErrors()
})

test('another list comes with its first pictures, and is counted once it is there', async ({ page }) => {
  await openData(page)
  await expect(page.getByRole('checkbox', { name: /^disc/ })).toContainText('4')
  const calls: string[] = []
  const note = (what: string) => (url: string) => {
    const procedures = /images\.(list|page|counts)/.exec(url)
    if (procedures) calls.push(`${procedures[1]} ${what}`)
  }
  page.on('request', (request) => note('asked')(request.url()))
  page.on('requestfinished', (request) => note('answered')(request.url()))
  await page.getByRole('checkbox', { name: /^disc/ }).click()
  await expect(page.getByText('4 of 10 images')).toBeVisible()
  await expect.poll(() => calls.at(-1)).toBe('counts answered')
  expect(calls).toEqual(['list asked', 'list answered', 'counts asked', 'counts answered'])
})

test('a stray Enter does not take images away', async ({ page }) => {
  const noErrors = watchErrors(page)
  await openData(page)
  await page.getByRole('gridcell').first().click()
  await page.keyboard.press('Delete')
  const question = page.getByRole('dialog', { name: /^Remove/ })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  expect(await rows()).toHaveLength(10)
  noErrors()
})

test('images that were left out are found by their filter', async ({ page }) => {
  const [first] = await rows()
  await studio.call('images.setSplit', { project, images: [first!.id], split: null })
  await openData(page)
  await page.getByRole('checkbox', { name: /^Left out/ }).click()
  await expect(page.getByText('1 of 10 images')).toBeVisible()
  await studio.call('labels.undo', { project })
})

test('near copies in different parts are shown, and a new split puts them on one side', async ({ page }) => {
  const noErrors = watchErrors(page)
  const ids = new Map((await rows()).map(({ name, id }) => [name, id]))
  const pair = ['photo 4.jpg', 'copy.jpg']
  await studio.call('images.setSplit', { project, images: [...ids.values()], split: 'train' })
  await studio.call('images.setSplit', { project, images: [ids.get('copy.jpg')], split: 'val' })
  await openData(page)
  await page.getByRole('button', { name: 'Split', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Split the images' })
  const leak = dialog.getByRole('heading', { name: '1 · Near copies in different parts' })
  await expect(leak).toBeVisible({ timeout: 30_000 })
  for (const name of pair) await expect(dialog.getByRole('img', { name })).toBeVisible()
  await dialog.getByRole('button', { name: 'Split', exact: true }).click()
  await expect(dialog.getByText('Split. Every image has its part.')).toBeVisible({ timeout: 30_000 })
  await expect(leak).toBeHidden()
  const parts = new Map((await rows()).map(({ name, split }) => [name, split]))
  expect(parts.get('copy.jpg')).toBe(parts.get('photo 4.jpg'))
  expect(new Set(parts.values())).toEqual(new Set(['train', 'val']))
  noErrors()
})

test('statistics lead to the images behind a bar', async ({ page }) => {
  await openData(page)
  await page.getByRole('button', { name: 'Statistics' }).click()
  const panel = page.getByRole('dialog', { name: 'Statistics' })
  await panel.getByRole('button', { name: 'disc', exact: true }).click()
  await expect(page.getByText('4 of 10 images')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Search images' })).toHaveValue('class:disc')
})

test('near copies with other labels are found from the statistics, side by side', async ({ page }) => {
  const noErrors = watchErrors(page)
  const copy = (await rows()).find(({ name }) => name === 'copy.jpg')!
  const box = { classId: copy.boxes[0]!.classId, x1: 10, y1: 10, x2: 60, y2: 60 }
  await studio.call('labels.edit', { project, image: copy.id, edits: [{ kind: 'add', box }], title: 'Draw' })
  await openData(page)
  await page.getByRole('button', { name: 'Statistics' }).click()
  const panel = page.getByRole('dialog', { name: 'Statistics' })
  await panel.getByRole('button', { name: 'Look for them' }).click()
  await expect(panel.getByRole('heading', { name: '1 · Near copies with different labels' })).toBeVisible()
  for (const name of ['photo 4.jpg', 'copy.jpg']) await expect(panel.getByRole('img', { name })).toBeVisible()
  await panel.getByRole('button', { name: 'Show in the grid' }).click()
  await expect(page.getByText('2 of 10 images')).toBeVisible()
  await studio.call('labels.undo', { project })
  noErrors()
})

test('a doubtful box is shown cut out of its picture and leads to its image, selected', async ({ page }) => {
  const noErrors = watchErrors(page)
  const border = (await rows()).find(({ name }) => name === 'border.jpg')!
  await openData(page)
  await page.getByRole('button', { name: 'Statistics' }).click()
  const panel = page.getByRole('dialog', { name: 'Statistics' })
  await panel.getByRole('link', { name: 'disc in border.jpg' }).first().click()
  await expect(page).toHaveURL(new RegExp(`/label/${border.id}\\?box=\\d+$`))
  await expect(page.getByTestId('box-row').and(page.locator('[aria-pressed=true]'))).toHaveCount(1)
  noErrors()
})

async function openData(page: Page): Promise<void> {
  await studio.enter(page)
  await page.goto(`${new URL(page.url()).origin}/p/${project}/data`)
  await expect(page.getByText('10 images', { exact: true })).toBeVisible()
}

async function rows(): Promise<ImageRow[]> {
  const { rows } = await studio.call<ImagePage>('images.page', { project, query: {}, offset: 0, limit: 20 })
  return rows
}

test('a class is renamed from its menu', async ({ page }) => {
  const noErrors = watchErrors(page)
  const other = await projectOf(studio, 'Renamed', await writePictures(path.join(studio.folder, 'names'), 1))
  await studio.call('classes.add', { project: other, name: 'sqare' })
  await studio.enter(page)
  await page.goto(new URL(`/p/${other}/data`, page.url()).href)
  await page.getByRole('button', { name: 'Classes', exact: true }).click()
  await page.getByRole('button', { name: 'More about sqare' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of sqare' })).toBeFocused()
  await page.keyboard.type('square')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of square' })).toHaveValue('square')
  const classes = await studio.call<ClassRecord[]>('classes.list', { project: other })
  expect(classes.map(({ name }) => name)).toEqual(['square'])
  noErrors()
})
