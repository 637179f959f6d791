/**
 * Takes the README's pictures: the studio labelling its generated sample project, and a minute into a training on it.
 * node build/node24.mjs test/e2e/readmePicture.ts [FOLDER FOR OTHER PAGES]
 */
import path from 'node:path'
import { chromium } from '@playwright/test'
import type { JobState, RunSummary } from '../../core/api/types.ts'
import { findChromium } from './support/chromium.ts'
import { startStudio } from './support/studio.ts'

const SECONDS_OF_TRAINING = 75

const root = path.resolve(import.meta.dirname, '../..')
const others = process.argv[2]
const studio = await startStudio()
const browser = await chromium.launch({
  ...(findChromium() === undefined ? {} : { executablePath: findChromium() }),
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' })
try {
  await studio.enter(page)
  if (others !== undefined) await page.screenshot({ path: path.join(others, 'projects.png') })
  const project = await sampleProject()
  const run = await studio.call<RunSummary>('training.start', {
    project,
    preset: 'quick',
    config: { budget: { minutes: 3 } },
  })
  await page.waitForTimeout(SECONDS_OF_TRAINING * 1000)
  await show(`/p/${project}/train/${run.id}`)
  await page.screenshot({ path: path.join(root, 'docs/training.png') })
  await show(`/p/${project}/label`)
  await page.screenshot({ path: path.join(root, 'docs/studio.png') })
  if (others !== undefined) {
    for (const name of ['data', 'label', 'train', 'review', 'models']) {
      await show(`/p/${project}/${name}`)
      await page.screenshot({ path: path.join(others, `${name}.png`) })
    }
  }
} finally {
  await browser.close()
  await studio.stop()
}

async function show(address: string): Promise<void> {
  await page.goto(new URL(address, page.url()).href)
  // Curves are drawn and pictures have arrived.
  await page.waitForTimeout(3000)
}

async function sampleProject(): Promise<string> {
  const { id } = await studio.call<JobState>('projects.sample')
  for (;;) {
    const job = (await studio.call<JobState[]>('jobs.list')).find((one) => one.id === id)
    if (job?.result?.kind === 'sample') return job.result.project.id
    if (job?.status === 'failed') throw new Error(job.error?.message ?? 'The sample could not be made.')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
