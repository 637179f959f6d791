/** The Label page's canvas as a hand sees it: image pixels to places on the screen, and the moves of a mouse. */
import { expect, type Page } from '@playwright/test'

export interface Place {
  x: number
  y: number
}

/** Where an image pixel lies on the page while the image is fitted (16 px of margin). */
export async function placeOf(
  page: Page,
  image: { width: number; height: number },
): Promise<(x: number, y: number) => Place> {
  const canvas = page.getByTestId('canvas')
  await expect(canvas).toBeVisible()
  await page.keyboard.press('f')
  const bounds = await canvas.boundingBox()
  if (!bounds) throw new Error('The canvas has no place on the page.')
  const scale = Math.min((bounds.width - 32) / image.width, (bounds.height - 32) / image.height)
  return (x, y) => ({
    x: bounds.x + bounds.width / 2 + (x - image.width / 2) * scale,
    y: bounds.y + bounds.height / 2 + (y - image.height / 2) * scale,
  })
}

export async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2)
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

export async function click(page: Page, at: Place): Promise<void> {
  await page.mouse.click(at.x, at.y)
}

/** Waits until the page shows this image with its labels. */
export async function shows(page: Page, image: number): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`/label/${image}(\\?|$)`))
  await expect(page.getByTestId('label-page')).toHaveAttribute('data-image', String(image))
}

/** Waits until the window says that everything is saved. */
export async function saved(page: Page): Promise<void> {
  await expect(page.getByTestId('saved-mark')).toHaveAttribute('data-saved', 'true')
}
