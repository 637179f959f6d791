/** What axe has to say about a page or a part of it, in both themes. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export interface Scope {
  /** CSS selector of the part that is looked at; everything when not given. */
  within?: string | undefined
  /** Rules of axe that do not hold here. */
  except?: string[] | undefined
}

/** No serious finding, neither in the dark theme nor in the light one. */
export async function expectNoFindings(page: Page, scope: Scope = {}): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveClass(new RegExp(theme))
    await untilStill(page)
    expect(await seriousFindings(page, scope), theme).toEqual([])
  }
}

/**
 * Resolves when all that moves in and fades over has arrived. What turns for ever is not waited for, nor what is folded
 * away: its transitions stand still until it is shown.
 */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const arrives = ({ playState, effect }: Animation) =>
      playState === 'running' &&
      effect?.getComputedTiming().iterations !== Infinity &&
      (!(effect instanceof KeyframeEffect) || effect.target?.checkVisibility() !== false)
    const arriving = () => document.getAnimations().filter(arrives)
    // Transitions begin with the frame after the change.
    await frame()
    await frame()
    for (let moving = arriving(); moving.length > 0; moving = arriving()) {
      await Promise.allSettled(moving.map(({ finished }) => finished))
      await frame()
    }
  })
}

async function seriousFindings(page: Page, { within, except = [] }: Scope): Promise<string[]> {
  const builder = new AxeBuilder({ page }).disableRules(except)
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
