/** Long names and small windows: nothing runs over what lies beside it. */
import path from 'node:path'
import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test, type Locator } from '@playwright/test'
import { writePictures } from './support/pictures.ts'
import { projectOf } from './support/project.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

let studio: Studio
test.beforeAll(async () => {
  studio = await startStudio()
})
test.afterAll(() => studio.stop())

/** How far the content of an element reaches over its right edge. */
function overrun(of: Locator): Promise<number> {
  return of.evaluate((element) => {
    const { right } = element.getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(element)
    return range.getBoundingClientRect().right - right
  })
}

test('a format whose reason names a very long file keeps to its card', async ({ page }) => {
  const noErrors = watchErrors(page)
  const source = path.join(studio.folder, 'exported')
  const name = `IMG_2275_jpeg_jpg.rf.${'66355520a49ba7fb'.repeat(4)}`
  await mkdir(path.join(source, 'labels'), { recursive: true })
  await writePictures(path.join(source, 'images'), 1)
  await writeFile(path.join(source, 'labels', `${name}.txt`), '0 0.5 0.5 0.2 0.2\n')
  await writeFile(path.join(source, 'data.yaml'), 'names: [disc]\n')
  const project = await projectOf(studio, 'Names', path.join(source, 'images'))
  await studio.enter(page)
  await page.goto(new URL(`/p/${project}/data?import=1`, page.url()).href)
  const dialog = page.getByRole('dialog', { name: /Import/ })
  await dialog.getByLabel('Folder or file to import from').fill(source)
  await page.keyboard.press('Enter')
  const card = dialog.locator('fieldset label, fieldset div').filter({ hasText: '66355520' }).first()
  await expect(card).toBeVisible()
  expect(await overrun(card)).toBeLessThanOrEqual(0)
  noErrors()
})

test('the search keeps its room in a narrow window', async ({ page }) => {
  const noErrors = watchErrors(page)
  await page.setViewportSize({ width: 900, height: 700 })
  const project = await projectOf(studio, 'Narrow', await writePictures(path.join(studio.folder, 'few'), 2))
  await studio.enter(page)
  await page.goto(new URL(`/p/${project}/data`, page.url()).href)
  const search = page.getByRole('combobox', { name: 'Search images' })
  await expect(search).toBeVisible()
  expect((await search.boundingBox())!.width).toBeGreaterThan(200)
  await expect(page.getByRole('slider', { name: 'Size of the pictures' })).toBeInViewport()
  noErrors()
})
