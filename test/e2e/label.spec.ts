/** Labelling by mouse and keys, checked against what the engine has stored. */
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { ImageLabels, ProjectSummary } from '../../core/project/types.ts'
import { click, drag, placeOf, saved, shows } from './support/canvas.ts'
import { writePictures } from './support/pictures.ts'
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
