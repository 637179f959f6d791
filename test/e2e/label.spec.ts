/** Labelling by mouse and keys, checked against what the engine has stored. */
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { ImageLabels, ProjectSummary } from '../../core/project/types.ts'
import { click, drag, placeOf, saved, shows } from './support/canvas.ts'
import { mkdir } from 'node:fs/promises'
import { writePictures } from './support/pictures.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

const SIZE = { width: 640, height: 480 }
let studio: Studio
let project: string
let images: number[]

test.beforeAll(async () => {
  studio = await startStudio()
  const source = await writePictures(path.join(studio.folder, 'photos'), 6)
  const created = await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name: 'Hands' })
  project = created.id
  await studio.call('dataset.import', { project, source })
  await expect.poll(async () => (images = await studio.call<number[]>('images.ids', { project })).length).toBe(6)
  for (const name of ['square', 'disc']) await studio.call('classes.add', { project, name })
})
test.afterAll(() => studio.stop())

const stored = (image: number) => studio.call<ImageLabels>('labels.get', { project, image })

async function open(page: Page, index: number) {
  const noErrors = watchErrors(page)
  await studio.enter(page)
  const image = images[index]!
  await page.goto(new URL(`/p/${project}/label/${image}`, page.url()).href)
  await shows(page, image)
  return { image, at: await placeOf(page, SIZE), noErrors }
}

/** The only box of an image, its edges rounded to what a mouse can place. */
async function onlyBox(page: Page, image: number) {
  await saved(page)
  const { boxes } = await stored(image)
  expect(boxes).toHaveLength(1)
  const { x1, y1, x2, y2, ...rest } = boxes[0]!
  return { edges: [x1, y1, x2, y2].map(Math.round), ...rest }
}

test('a box is drawn, moved, resized at an edge and a corner, and every step can be undone and redone', async ({
  page,
}) => {
  const { image, at, noErrors } = await open(page, 0)
  await drag(page, at(100, 120), at(200, 210))
  expect((await onlyBox(page, image)).edges).toEqual([100, 120, 200, 210])
  await drag(page, at(150, 160), at(170, 170))
  expect((await onlyBox(page, image)).edges).toEqual([120, 130, 220, 220])
  await drag(page, at(220, 175), at(250, 175))
  expect((await onlyBox(page, image)).edges).toEqual([120, 130, 250, 220])
  await drag(page, at(120, 130), at(100, 110))
  expect((await onlyBox(page, image)).edges).toEqual([100, 110, 250, 220])

  for (const edges of [
    [120, 130, 250, 220],
    [120, 130, 220, 220],
    [100, 120, 200, 210],
  ]) {
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await onlyBox(page, image)).edges).toEqual(edges)
  }
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(async () => (await onlyBox(page, image)).edges).toEqual([120, 130, 220, 220])
  noErrors()
})

test('keys draw with two clicks, choose classes, nudge, copy to the next image and delete', async ({ page }) => {
  const { image, at, noErrors } = await open(page, 1)
  await page.keyboard.press('w')
  await click(page, at(300, 200))
  await page.mouse.move(at(360, 260).x, at(360, 260).y)
  await click(page, at(380, 300))
  await page.keyboard.press('Escape')
  await page.keyboard.press('2')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(async () => (await onlyBox(page, image)).edges).toEqual([301, 210, 382, 310])
  const disc = (await stored(image)).boxes[0]!.classId

  await page.keyboard.press('d')
  await shows(page, images[2]!)
  await page.keyboard.press('Control+Shift+V')
  await expect(page.getByTestId('box-row')).toHaveCount(1)
  expect(await onlyBox(page, images[2]!)).toMatchObject({
    edges: [301, 210, 382, 310],
    classId: disc,
    origin: 'person',
  })
  // Nobody drew this one.
  await page.getByTestId('box-row').click()
  await expect(page.getByRole('region', { name: 'Selected box' })).toContainText('Added by hand')

  await page.keyboard.press('Delete')
  await saved(page)
  expect((await stored(images[2]!)).boxes).toHaveLength(0)
  await page.keyboard.press('a')
  await expect(page.getByTestId('box-row')).toHaveCount(1)
  // Undo goes back to the image that changed.
  await page.keyboard.press('Control+z')
  await shows(page, images[2]!)
  await expect(page.getByTestId('box-row')).toHaveCount(1)
  noErrors()
})

test('Enter marks an image done and goes on, N marks one without objects empty', async ({ page }) => {
  const { image, at, noErrors } = await open(page, 3)
  await drag(page, at(400, 300), at(460, 360))
  await page.keyboard.press('Enter')
  await shows(page, images[4]!)
  expect((await stored(image)).image.state).toBe('done')
  await expect(page.getByTestId('box-row')).toHaveCount(0)
  await page.keyboard.press('n')
  await shows(page, images[5]!)
  expect((await stored(images[4]!)).image.state).toBe('empty')
  noErrors()
})

test('a class is found by typing, and added when it does not exist', async ({ page }) => {
  const { image, at, noErrors } = await open(page, 5)
  await drag(page, at(100, 100), at(160, 160))
  await page.keyboard.press('c')
  await page.getByRole('combobox', { name: 'Class' }).fill('dis')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('box-row')).toHaveText(/disc/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('c')
  await page.getByRole('combobox', { name: 'Class' }).fill('a new kind')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('box-row')).toHaveText(/a new kind/)
  await saved(page)
  expect((await stored(image)).boxes).toHaveLength(1)
  noErrors()
})

test('the view zooms at the pointer, fits, and shows all boxes of a linked image', async ({ page }) => {
  const { image, at, noErrors } = await open(page, 0)
  const zoom = page.getByRole('button', { name: 'Zoom', exact: true })
  const fitted = await zoom.textContent()
  await page.mouse.move(at(200, 200).x, at(200, 200).y)
  for (let notch = 0; notch < 6; notch += 1) await page.mouse.wheel(0, -120)
  await expect(zoom).not.toHaveText(fitted ?? '')
  // What was under the pointer still is: a box drawn from here begins at the same image pixel.
  await page.keyboard.press('w')
  await drag(page, at(200, 200), { x: at(200, 200).x + 80, y: at(200, 200).y + 60 })
  await saved(page)
  const drawn = (await stored(image)).boxes.at(-1)!
  expect([drawn.x1, drawn.y1].map(Math.round)).toEqual([200, 200])
  await page.keyboard.press('Escape')
  await page.keyboard.press('f')
  await expect(zoom).toHaveText(fitted ?? '')

  const url = new URL(page.url())
  await page.goto(`${url.origin}/p/${project}/label/${image}?box=${drawn.id}`)
  await expect(page.locator('[data-testid=box-row][aria-pressed=true]')).toHaveCount(1)
  await expect(zoom).not.toHaveText(fitted ?? '')
  noErrors()
})

test('a box is added, sized and moved without a mouse', async ({ page }) => {
  const { image, noErrors } = await open(page, 4)
  for (const { id } of (await stored(image)).boxes) {
    await studio.call('labels.edit', { project, image, edits: [{ kind: 'remove', id }], title: 'Delete box' })
  }
  await page.keyboard.press('Insert')
  expect((await onlyBox(page, image)).edges).toEqual([213, 160, 427, 320])
  for (const keys of ['Alt+Shift+ArrowLeft', 'Alt+ArrowUp', 'Shift+ArrowRight', 'ArrowDown'])
    await page.keyboard.press(keys)
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await onlyBox(page, image)).edges).toEqual([223, 161, 427, 320])
  // With nothing left to leave, Escape leaves the picture: Tab goes on from there.
  await expect(page.getByTestId('canvas')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('canvas')).not.toBeFocused()
  noErrors()
})

test('the first box of a project asks for its class and becomes a label of it', async ({ page }) => {
  const noErrors = watchErrors(page)
  const fresh = await projectOf(studio, 'Fresh', await writePictures(path.join(studio.folder, 'fresh'), 1))
  const [image] = await studio.call<number[]>('images.ids', { project: fresh })
  await studio.enter(page)
  await page.goto(new URL(`/p/${fresh}/label/${image!}`, page.url()).href)
  await shows(page, image!)
  const at = await placeOf(page, SIZE)
  await drag(page, at(100, 120), at(200, 210))
  await page.getByPlaceholder('What is in this box?').fill('raccoon')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('box-row')).toHaveText(/raccoon/)
  await saved(page)
  const { boxes } = await studio.call<ImageLabels>('labels.get', { project: fresh, image: image! })
  expect(boxes.map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2].map(Math.round))).toEqual([[100, 120, 200, 210]])
  noErrors()
})

test('a picture too large to come whole is sharp to the pixel where one looks closely', async ({ page }) => {
  const noErrors = watchErrors(page)
  const folder = path.join(studio.folder, 'wide')
  await mkdir(folder)
  const [width, height] = [5000, 200]
  // Columns are black and white in turn: a smaller version of the picture would be grey.
  const stripes = Buffer.from(Array.from({ length: width * height }, (_, index) => ((index % width) % 2) * 255))
  await sharp(stripes, { raw: { width, height, channels: 1 } })
    .tiff({ compression: 'lzw' })
    .toFile(path.join(folder, 'stripes.tif'))
  const wide = await projectOf(studio, 'Wide', folder)
  const [image] = await studio.call<number[]>('images.ids', { project: wide })
  const { id: classId } = await studio.call<{ id: number }>('classes.add', { project: wide, name: 'stripe' })
  const box = { x1: 2500, y1: 100, x2: 2504, y2: 104, classId }
  const edits = [{ kind: 'add', box }]
  await studio.call('labels.edit', { project: wide, image, edits, title: 'Add box' })
  const { boxes } = await studio.call<ImageLabels>('labels.get', { project: wide, image })

  await studio.enter(page)
  await page.goto(new URL(`/p/${wide}/label/${image!}?box=${boxes[0]!.id}`, page.url()).href)
  await shows(page, image!)
  /** Brightness of an even and an odd column, 1.25 pixels left and right of the box's middle. */
  const columns = () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=canvas] canvas')!
      const context = canvas.getContext('2d')!
      return [-32, 32].map((shift) => context.getImageData(canvas.width / 2 + shift, canvas.height / 2, 1, 1).data[0]!)
    })
  await expect.poll(() => columns().then(([even = 0, odd = 0]) => odd - even), { timeout: 30_000 }).toBeGreaterThan(200)
  noErrors()
})

test('the list of keys tells what the mouse does, and on the Data page shows the search before the arrows', async ({
  page,
}) => {
  const { noErrors } = await open(page, 1)
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  await expect(dialog.getByText('Click again on the same spot')).toBeVisible()
  // All of it, without scrolling.
  for (const line of ['Draw boxes', 'Show fewer suggestions', 'Open settings']) {
    await expect(dialog.getByText(line, { exact: true })).toBeInViewport({ ratio: 1 })
  }
  const list = dialog.getByRole('region', { name: 'Keys of this page' })
  expect(await list.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeLessThanOrEqual(0)
  // Whoever types looks for a key: none of them does anything now.
  await page.keyboard.type('zoom')
  await expect(dialog.locator('dt')).toHaveText([
    'Zoom to 100 %',
    'Zoom in',
    'Zoom out',
    'Zoom to the box',
    'Zoom at the pointer',
  ])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('Alt+1')
  await expect(page.getByRole('gridcell').first()).toBeVisible()
  await page.keyboard.press('?')
  await expect(dialog.getByText('Search images')).toBeInViewport()
  await expect(dialog.getByText('Click again on the same spot')).toBeHidden()
  noErrors()
})

test('many classes have the room that the boxes leave, and the line between them stays where it was dragged', async ({
  page,
}) => {
  const { noErrors } = await open(page, 1)
  const many = Array.from({ length: 20 }, (_, index) => ({ name: `kind ${index + 1}` }))
  const folder = await writePictures(path.join(studio.folder, 'kinds'), 1)
  const kinds = await projectOf(studio, 'Kinds', folder)
  for (const { name } of many) await studio.call('classes.add', { project: kinds, name })
  const [image] = await studio.call<number[]>('images.ids', { project: kinds })
  await page.goto(new URL(`/p/${kinds}/label/${image!}`, page.url()).href)
  await shows(page, image!)
  const rows = page.getByTestId('class-row')
  await expect(rows).toHaveCount(20)
  await expect(rows.nth(14)).toBeInViewport({ ratio: 1 })

  const line = page.getByRole('separator', { name: 'Between classes and boxes' })
  const { x, y, width } = (await line.boundingBox())!
  await drag(page, { x: x + width / 2, y: y + 4 }, { x: x + width / 2, y: y - 150 })
  await expect(rows.nth(14)).not.toBeInViewport()
  const place = async () => Math.round((await line.boundingBox())!.y)
  const dragged = await place()
  await page.reload()
  await shows(page, image!)
  await expect.poll(place).toBe(dragged)
  await line.focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(place).toBeGreaterThan(dragged)
  await line.dblclick()
  await expect(rows.nth(14)).toBeInViewport({ ratio: 1 })
  noErrors()
})

test('the rail leads back to the image that was looked at, and the keys belong to it', async ({ page }) => {
  const { noErrors } = await open(page, 1)
  const rail = page.getByRole('navigation', { name: 'Pages' })
  // Also on the page itself, whose address is then one without an image.
  for (const name of ['Label', 'Data', 'Label']) await rail.getByText(name, { exact: true }).click()
  await shows(page, images[1]!)
  await expect(page.getByTestId('canvas')).toBeFocused()
  await page.keyboard.press('d')
  await shows(page, images[2]!)
  noErrors()
})

test('without the engine, changes wait and say so, pages still open, and what waited is saved', async ({ page }) => {
  // Pages are fetched ahead in a quiet moment, on a busy computer before all of this one is there.
  const fetchedAhead = page.waitForResponse(/ModelsPage/)
  await open(page, 5)
  const before = (await stored(images[5]!)).boxes.length
  await fetchedAhead
  await page.context().setOffline(true)
  const at = await placeOf(page, SIZE)
  await page.keyboard.press('w')
  await drag(page, at(20, 30), at(60, 70))
  await page.keyboard.press('Escape')
  await expect(page.getByText('Not saved')).toBeVisible()
  await expect(page.getByText('Your last changes wait in this window')).toBeVisible({ timeout: 15_000 })
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await rail.getByText('Models', { exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Models', exact: true })).toBeVisible()
  await page.context().setOffline(false)
  await expect.poll(async () => (await stored(images[5]!)).boxes.length, { timeout: 15_000 }).toBe(before + 1)
  await expect(page.getByText('The engine does not answer.')).toBeHidden()
})
