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
    // What moves in and colours that fade over have arrived.
    await page.waitForTimeout(400)
    expect(await seriousFindings(page, scope), theme).toEqual([])
  }
}

async function seriousFindings(page: Page, { within, except = [] }: Scope): Promise<string[]> {
  const builder = new AxeBuilder({ page }).disableRules(except)
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
