/** The small name plates of boxes, and the plate that tells a box's size while it is drawn. */
import type { ViewBox } from '../../core/geometry/box.ts'
import type { Size } from '../../core/geometry/view.ts'
import { textOn } from './colors.ts'

const TAG_FONT = '500 11px "Inter Variable", system-ui, sans-serif'
/** Names longer than this on screen are cut, also for the selected box. */
export const WIDEST_TAG = 260
const TAG_HEIGHT = 16
const PADDING = 5

/** A plate with the class's name above the box's upper left corner, or inside where there is no room above. */
export function drawTag(
  context: CanvasRenderingContext2D,
  box: ViewBox,
  text: string,
  color: string,
  view: Size,
  widest: number,
  opacity = 1,
): void {
  const shown = shortened(context, text, widest - 2 * PADDING)
  const width = Math.ceil(measured(context, shown)) + 2 * PADDING
  const x = Math.round(Math.min(Math.max(box.x1 - 1, 0), Math.max(0, view.width - width)))
  const above = box.y1 - TAG_HEIGHT - 1
  const y = Math.round(above >= 0 ? above : Math.max(0, box.y1 + 1))
  plate(context, x, y, width, shown, color, opacity)
}

/** "128 × 64" below the box's lower right corner. */
export function drawSizePlate(context: CanvasRenderingContext2D, box: ViewBox, text: string, view: Size): void {
  const width = Math.ceil(measured(context, text)) + 2 * PADDING
  const x = Math.round(Math.min(Math.max(box.x2 - width, 0), Math.max(0, view.width - width)))
  const y = Math.round(Math.min(box.y2 + 6, Math.max(0, view.height - TAG_HEIGHT)))
  plate(context, x, y, width, text, '#18181b', 0.9)
}

function plate(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  text: string,
  color: string,
  opacity: number,
): void {
  context.globalAlpha = opacity
  context.fillStyle = color
  context.beginPath()
  context.roundRect(x, y, width, TAG_HEIGHT, 3)
  context.fill()
  context.globalAlpha = 1
  context.fillStyle = textOn(color)
  context.textBaseline = 'middle'
  context.fillText(text, x + PADDING, y + TAG_HEIGHT / 2 + 0.5)
}

/** The beginning of a text that fits into so many pixels, with an ellipsis when something is missing. */
function shortened(context: CanvasRenderingContext2D, text: string, widest: number): string {
  const width = measured(context, text)
  if (width <= widest) return text
  const letters = [...text]
  const kept = Math.max(1, Math.floor((letters.length * widest) / width) - 1)
  return `${letters.slice(0, kept).join('').trimEnd()}…`
}

const widths = new Map<string, number>()
/** More different texts than any screen shows; then the memory starts afresh. */
const REMEMBERED = 5000

/** Measuring text is the slowest part of a frame with many boxes, so widths are remembered. */
function measured(context: CanvasRenderingContext2D, text: string): number {
  context.font = TAG_FONT
  const known = widths.get(text)
  if (known !== undefined) return known
  const { width } = context.measureText(text)
  if (widths.size >= REMEMBERED) widths.clear()
  widths.set(text, width)
  return width
}
