/** Every page, dark and light: no serious finding of axe, no error in the console, no violation of the content policy. */
import { expect, test } from '@playwright/test'
import { expectNoFindings } from './support/axe.ts'
import { fullProject, type FullProject } from './support/fullProject.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

let studio: Studio
let project: FullProject

test.beforeAll(async () => {
  studio = await startStudio()
  project = await fullProject(studio)
})
test.afterAll(() => studio.stop())

const inProject = (page: string) => () => `/p/${project.id}/${page}`

const PAGES = [
  { name: 'Projects', address: () => '/' },
  { name: 'Data', address: inProject('data') },
  { name: 'Label', address: inProject('label') },
  { name: 'Train', address: inProject('train') },
  { name: 'Review', address: inProject('review') },
  { name: 'Models', address: inProject('models') },
  { name: 'Settings', address: () => '/settings' },
]

for (const { name, address } of PAGES) {
  test(`${name} page`, async ({ page }) => {
    const noErrors = watchErrors(page)
    await studio.enter(page)
    await page.goto(new URL(address(), page.url()).href)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectNoFindings(page)
    noErrors()
  })
}

test('Review page of another program’s detections', async ({ page }) => {
  const noErrors = watchErrors(page)
  await studio.enter(page)
  await page.goto(new URL(`/p/${project.id}/review`, page.url()).href)
  // The photos have no part yet.
  await page.getByRole('button', { name: 'All images' }).click()
  await expect(page.getByRole('group', { name: 'Kinds of mistakes' })).toBeVisible()
  await expectNoFindings(page)
  await page.getByRole('tab', { name: 'Scores' }).click()
  await expect(page.getByRole('region', { name: 'Classes' }).getByRole('row', { name: /disc/ })).toBeVisible()
  await expectNoFindings(page)
  noErrors()
})
