/** Every page, dark and light: no serious finding of axe, no error in the console, no violation of the content policy. */
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import type { ProjectSummary } from '../../core/project/types.ts'
import { writePictures } from './support/pictures.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

let studio: Studio
let project: string

test.beforeAll(async () => {
  studio = await startStudio()
  const source = await writePictures(path.join(studio.folder, 'photos'), 4)
  project = (await studio.call<ProjectSummary>('projects.create', { folder: studio.folder, name: 'Pages' })).id
  await studio.call('dataset.import', { project, source })
  await expect.poll(async () => (await studio.call<number[]>('images.ids', { project })).length).toBe(4)
  const { id: classId } = await studio.call<{ id: number }>('classes.add', { project, name: 'square' })
  for (const image of await studio.call<number[]>('images.ids', { project })) {
    const box = { x1: 100, y1: 120, x2: 220, y2: 210, classId }
    await studio.call('labels.edit', { project, image, edits: [{ kind: 'add', box }], title: 'Add box' })
  }
})
test.afterAll(() => studio.stop())

const PAGES = [
  { name: 'Projects', address: () => '/' },
  { name: 'Data', address: () => `/p/${project}/data` },
  { name: 'Label', address: () => `/p/${project}/label` },
  { name: 'Train', address: () => `/p/${project}/train` },
  { name: 'Review', address: () => `/p/${project}/review` },
  { name: 'Models', address: () => `/p/${project}/models` },
  { name: 'Settings', address: () => '/settings' },
]

for (const { name, address } of PAGES) {
  test(`${name} page`, async ({ page }) => {
    const noErrors = watchErrors(page)
    await studio.enter(page)
    await page.goto(new URL(address(), page.url()).href)
    await page.waitForLoadState('networkidle')
    expect(await seriousFindings(page), 'dark').toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    await expect(page.locator('html')).toHaveClass(/light/)
    // Colours that fade over have arrived.
    await page.waitForTimeout(400)
    expect(await seriousFindings(page), 'light').toEqual([])
    noErrors()
  })
}

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
