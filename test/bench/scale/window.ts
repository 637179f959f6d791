/** The real window over the large project: opening it, filters and orders as people feel them, scrolling, memory. */
import { readFileSync } from 'node:fs'
import { chromium, type Page } from '@playwright/test'
import { buildRenderer } from '../../../build/renderer.ts'
import { findChromium } from '../../e2e/support/chromium.ts'
import { installWatch, type Answer } from './blankCells.ts'
import { Processors, renderersOf } from './processors.ts'
import type { Studio } from './studio.ts'

type Tell = (name: string, ...facts: string[]) => void
/** Does something that asks for another list, and tells how long the answer took. */
type Until = (name: string, act: () => Promise<void>) => Promise<void>
/** Processor time of the engine and of the page, and for how long the page stood in line for a processor. */
const COSTS = ['engine', 'page', 'in line']
const ms = (time: number) => `${Math.round(time)} ms`

export async function measureWindow(studio: Studio, project: string, tell: Tell): Promise<void> {
  await buildRenderer()
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ignoreDefaultArgs: ['--hide-scrollbars'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    // A busy machine is no reason to end without figures.
    page.setDefaultTimeout(120_000)
    await page.addInitScript(installWatch)
    await page.goto(studio.entry)
    const processors = await Processors.of(page, studio)
    tell('window', 'all facts', 'all pictures', ...COSTS)
    await page.goto(`${studio.address}/p/${project}/data`)
    const opening = await page.evaluate(() => window.blankCells.opening)
    tellAnswer(tell, 'from the address', opening, processors)
    const waits = ['no facts', 'blank', 'no picture', 'some blank', 'some picture']
    tell('window', 'frames', 'longest', ...waits, 'cells', ...COSTS)
    await scroll(page, processors, tell, 'wheel, reading', () => wheel(page, 40, 300, 60))
    await scroll(page, processors, tell, 'wheel, fast', () => wheel(page, 120, 1500, 30))
    await scroll(page, processors, tell, 'the same back, seen before', () => wheel(page, 120, -1500, 30))
    await scroll(page, processors, tell, 'scrollbar, with rests', () => dragBar(page))
    await scroll(page, processors, tell, 'keys End, Home', () => ends(page))
    tell('window', 'first page', 'its pictures', ...COSTS)
    const until: Until = async (name, act) => {
      // What the last step still does is not this one's.
      await page.waitForLoadState('networkidle')
      processors.start()
      const answer = page.evaluate(() => window.blankCells.answer())
      await act()
      tellAnswer(tell, name, await answer, processors)
    }
    for (const choice of ['Done', 'car', 'cat']) await filter(page, until, choice)
    await search(page, until, 'class:cat side:>30%')
    for (const order of ['Boxes', 'State', 'Name']) await sort(page, until, order)
    const memory = await memoryOf(page)
    tell(
      'window: memory',
      `heap ${Math.round(memory.heap / 2 ** 20)} MiB`,
      `process ${Math.round(memory.process / 2 ** 20)} MiB`,
    )
  } finally {
    await browser.close()
  }
}

async function scroll(
  page: Page,
  processors: Processors,
  tell: Tell,
  name: string,
  move: () => Promise<void>,
): Promise<void> {
  await page.waitForFunction(() => window.blankCells.whole())
  processors.start()
  await page.evaluate(() => window.blankCells.start())
  await move()
  await page.waitForFunction(() => window.blankCells.whole())
  const seen = await page.evaluate(() => window.blankCells.stop())
  const { frames, frameMs, factsMs, blankMs, pictureMs, someBlankMs, somePictureMs, cells } = seen
  const times = [frameMs, factsMs, blankMs, pictureMs, someBlankMs, somePictureMs].map(ms)
  tell(name, String(frames), ...times, String(cells), ...costs(processors))
}

async function wheel(page: Page, turns: number, pixels: number, restMs: number): Promise<void> {
  await page.mouse.move(700, 500)
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, pixels)
    await page.waitForTimeout(restMs)
  }
}

/** Down the whole list, with a rest now and then, as people look where they are. */
async function dragBar(page: Page): Promise<void> {
  const box = await page.getByRole('grid', { name: 'Images' }).boundingBox()
  if (!box) throw new Error('There is no grid.')
  const x = box.x + box.width - 6
  await page.getByRole('grid', { name: 'Images' }).evaluate((grid) => grid.scrollTo(0, 0))
  await page.waitForFunction(() => window.blankCells.whole())
  await page.mouse.move(x, box.y + 8)
  await page.mouse.down()
  for (let step = 1; step <= 120; step++) {
    await page.mouse.move(x, box.y + 8 + ((box.height - 40) * step) / 120)
    await page.waitForTimeout(step % 15 === 0 ? 400 : 16)
  }
  await page.mouse.up()
}

async function ends(page: Page): Promise<void> {
  for (const key of ['End', 'Home', 'End', 'Home']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(500)
  }
}

function tellAnswer(tell: Tell, name: string, answer: Answer, processors: Processors): void {
  tell(name, ms(answer.drawnMs), ms(answer.wholeMs), ...costs(processors))
}

function costs(processors: Processors): string[] {
  const { engineMs, pageMs, pageWaitedMs } = processors.stop()
  return [engineMs, pageMs, pageWaitedMs].map(ms)
}

async function filter(page: Page, until: Until, choice: string): Promise<void> {
  const button = page.getByRole('complementary', { name: 'Filters' }).getByText(choice, { exact: true })
  await until(`filter ${choice}`, () => button.click())
  await until(`filter ${choice} off`, () => button.click())
}

async function search(page: Page, until: Until, text: string): Promise<void> {
  const box = page
    .getByRole('combobox', { name: /search/i })
    .or(page.getByRole('searchbox'))
    .first()
  await box.fill(text.slice(0, -1))
  await page.waitForTimeout(1500)
  await until(`search ${text} (with its wait for more keys)`, () => box.press(text.slice(-1)))
  await until('search cleared', () => box.fill(''))
}

async function sort(page: Page, until: Until, order: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Sort by' }).click()
  await until(`sort ${order}`, () => page.getByRole('option', { name: order, exact: true }).click())
}

/** The page's own heap, and the resident memory of the process that draws it. */
async function memoryOf(page: Page): Promise<{ heap: number; process: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  const resident = (await renderersOf(page)).map(
    (id) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024,
  )
  return { heap, process: Math.max(0, ...resident) }
}
