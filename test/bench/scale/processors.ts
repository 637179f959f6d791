/**
 * Processor time of a step, which other programs inflate far less than time on the clock: of the engine with all its
 * threads, and of the thread of the browser that runs the page; and for how long that one stood in line for a processor.
 */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Studio } from './studio.ts'

export interface Times {
  engineMs: number
  pageMs: number
  pageWaitedMs: number
}

export class Processors {
  readonly #studio: Studio
  readonly #renderers: readonly number[]
  #before: Times

  private constructor(studio: Studio, renderers: readonly number[]) {
    this.#studio = studio
    this.#renderers = renderers
    this.#before = this.#now()
  }

  static async of(page: Page, studio: Studio): Promise<Processors> {
    return new Processors(studio, await renderersOf(page))
  }

  start(): void {
    this.#before = this.#now()
  }

  /** Since the start. */
  stop(): Times {
    const now = this.#now()
    return {
      engineMs: now.engineMs - this.#before.engineMs,
      pageMs: now.pageMs - this.#before.pageMs,
      pageWaitedMs: now.pageWaitedMs - this.#before.pageWaitedMs,
    }
  }

  #now(): Times {
    const times = { engineMs: this.#studio.processorMs(), pageMs: 0, pageWaitedMs: 0 }
    for (const id of this.#renderers) {
      // Nanoseconds on a processor and in line for one, of the process's first thread.
      const [run = 0, waited = 0] = readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ').map(Number)
      times.pageMs += run / 1e6
      times.pageWaitedMs += waited / 1e6
    }
    return times
  }
}

/** The processes that draw pages. */
export async function renderersOf(page: Page): Promise<number[]> {
  const browser = await page.context().browser()?.newBrowserCDPSession()
  const { processInfo } = (await browser?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}
