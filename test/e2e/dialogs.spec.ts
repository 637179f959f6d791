/**
 * Every dialog, dark and light: no serious finding of axe, no error in the console. It takes the focus, keeps it, and
 * leaves by Escape.
 */
import path from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { expectNoFindings } from './support/axe.ts'
import { fullProject, PHOTOS, type FullProject } from './support/fullProject.ts'
import { startStudio, watchErrors, type Studio } from './support/studio.ts'

/** Looking at a source, at near copies or at backups takes a moment on a busy computer. */
const PATIENT = { timeout: 30_000 }
/** More places than most dialogs have: Tab goes round. */
const STOPS = 12

let studio: Studio
let project: FullProject

test.beforeAll(async () => {
  studio = await startStudio()
  project = await fullProject(studio)
})
test.afterAll(() => studio.stop())

interface Opened {
  name: string
  on: () => string
  open: (page: Page) => Promise<void>
  /** The name of the dialog. */
  title: string | RegExp
  /** What is there once it is complete. */
  complete?: (dialog: Locator) => Locator
  /** Errors of the console that belong to it. */
  expected?: RegExp[]
  /** Rules of axe that do not hold here. */
  except?: string[]
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()
const start = () => '/'
const models = () => `/p/${project.id}/models`
const data = () => `/p/${project.id}/data`

const DIALOGS: Opened[] = [
  {
    name: 'New project',
    on: start,
    open: (page) => page.getByRole('button', { name: /^New project/ }).click(),
    title: 'New project',
  },
  {
    name: 'Folders',
    on: start,
    open: openFolders,
    title: 'Open a project',
    complete: (dialog) => dialog.getByRole('option').first(),
  },
  {
    name: 'Backups',
    on: start,
    open: openBackups,
    title: /^Backups of/,
    complete: (dialog) => dialog.getByRole('listitem').first(),
  },
  { name: 'Import', on: data, open: press('Import'), title: /^Import/ },
  {
    name: 'Import of labels',
    on: data,
    open: (page) => importFrom(page, project.source),
    title: /^Import/,
    complete: (dialog) => dialog.getByText(`${PHOTOS} images`, { exact: true }),
  },
  {
    name: 'Import with a question',
    on: data,
    open: (page) => importFrom(page, project.turned),
    title: /^Import/,
    complete: (dialog) => dialog.getByRole('radiogroup', { name: 'Where the boxes belong' }),
  },
  {
    name: 'Import of detections',
    on: data,
    open: (page) => importFrom(page, project.detections),
    title: /^Import/,
    complete: (dialog) => dialog.getByText('Detections of another program'),
  },
  {
    name: 'Import that cannot be',
    on: data,
    open: (page) => importFrom(page, path.join(studio.folder, 'nowhere')),
    title: /^Import/,
    complete: (dialog) => dialog.getByRole('alert'),
    expected: [/404/],
  },
  { name: 'Export', on: data, open: press('Export'), title: 'Export labels' },
  { name: 'Split', on: data, open: press('Split'), title: 'Split the images' },
  { name: 'Classes', on: data, open: press('Classes'), title: 'Classes' },
  {
    name: 'Statistics',
    on: data,
    open: press('Statistics'),
    title: 'Statistics',
    complete: (dialog) => dialog.getByText('Boxes to look at'),
  },
  { name: 'Turn boxes', on: data, open: (page) => command(page, 'Turn boxes'), title: 'Turn boxes' },
  {
    name: 'Find moved images',
    on: data,
    open: (page) => command(page, 'Find moved images'),
    title: 'Find moved images',
  },
  { name: 'Save this view', on: data, open: saveView, title: 'Save this view' },
  {
    name: 'Commands',
    on: data,
    open: (page) => page.keyboard.press('Control+k'),
    title: 'Commands',
    // The list is scrolled by the arrow keys, from the field above it.
    except: ['scrollable-region-focusable'],
  },
  { name: 'Import of a model', on: models, open: press('Import a model'), title: 'Import a model' },
  { name: 'Export of detections', on: models, open: press('Export detections'), title: /^Export detections/ },
  { name: 'Deleting', on: models, open: press('Delete'), title: /^Delete/ },
  { name: 'Keys', on: data, open: (page) => page.keyboard.press('?'), title: 'Keys' },
]

for (const { name, on, open, title, complete, expected, except } of DIALOGS) {
  test(`${name} dialog`, async ({ page }) => {
    const noErrors = watchErrors(page, expected)
    await studio.enter(page)
    await page.goto(new URL(on(), page.url()).href)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await open(page)
    const dialog = page.getByRole('dialog', { name: title })
    await expect(dialog).toBeVisible()
    if (complete) await expect(complete(dialog)).toBeVisible(PATIENT)
    await expectNoFindings(page, { within: '[role=dialog]', except })
    await keepsFocus(page, dialog)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    noErrors()
  })
}

async function openFolders(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Open a project/ }).click()
  const place = page.getByRole('textbox', { name: 'Path' })
  await expect(place).not.toHaveValue('')
  await place.fill(studio.folder)
  await place.press('Enter')
}

async function openBackups(page: Page): Promise<void> {
  await studio.call('projects.backUp', { path: path.join(studio.folder, `${project.name}.focal`) })
  await page.getByRole('button', { name: `More about ${project.name}` }).click()
  await page.getByRole('menuitem', { name: 'Backups…' }).click()
}

async function importFrom(page: Page, source: string): Promise<void> {
  await press('Import')(page)
  const field = page.getByRole('dialog', { name: /^Import/ }).getByLabel('Folder or file to import from')
  await field.fill(source)
  await field.press('Enter')
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(/command/i).fill(words)
  await page.getByRole('option', { name: words }).first().click()
}

async function saveView(page: Page): Promise<void> {
  await press('Views')(page)
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
}

/** Going on with Tab goes round in the dialog, and each place that it comes to can be seen. */
async function keepsFocus(page: Page, dialog: Locator): Promise<void> {
  expect(await dialog.evaluate((element) => element.contains(document.activeElement)), 'takes the focus').toBe(true)
  for (let stop = 0; stop < STOPS; stop += 1) {
    await page.keyboard.press('Tab')
    // Rings fade in.
    await expect.poll(() => dialog.evaluate(unseenFocus), `stop ${stop + 1} of Tab`).toBeNull()
  }
}

/** What is wrong with where the focus is: outside of the dialog, or on something that looks the same without it. */
function unseenFocus(dialog: Element): string | null {
  const focused = document.activeElement
  if (!focused || !dialog.contains(focused)) return `outside of the dialog: ${focused?.outerHTML.slice(0, 160)}`
  // A text field without a frame shows its caret.
  if (focused instanceof HTMLInputElement && focused.type === 'text') return null
  const marked = ({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration) =>
    (outlineStyle !== 'none' && outlineWidth !== '0px') || (boxShadow !== 'none' && boxShadow !== '')
  const shown = [focused, focused.parentElement, ...focused.children].filter((one) => one !== null)
  return shown.some((one) => marked(getComputedStyle(one))) ? null : `no mark: ${focused.outerHTML.slice(0, 160)}`
}
