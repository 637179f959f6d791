/** Draws all boxes and suggestions that are in view, fast enough for thousands at every frame. */
import type { ViewBox } from '../../core/geometry/box.ts'
import { boxToView } from '../../core/geometry/view.ts'
import { drawTag, WIDEST_TAG } from './drawTag.ts'
import type { BoxesScene, SceneBox } from './scene.ts'

export const HALO = 'rgba(0, 0, 0, 0.5)'
export const LINE_WIDTH = 2
/** Names are written only for boxes that are wide enough for a word. */
const TAG_FROM_SIDE = 26
/** Names are cut to their box's width, but never below this. */
const NARROWEST_TAG = 48
/** With more boxes than this in view names would hide the picture; the box under the pointer still has its own. */
const MOST_TAGS = 150
const DASHES = [6, 4]

interface Shown {
  readonly box: SceneBox
  readonly view: ViewBox
}

export function drawBoxes(scene: BoxesScene, context: CanvasRenderingContext2D): void {
  const { pixelRatio, view } = scene
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  context.clearRect(0, 0, view.width, view.height)

  context.setLineDash(DASHES)
  const suggestions = visible(scene.suggestions, scene)
  strokeByColor(context, suggestions)
  context.setLineDash([])
  const boxes = visible(scene.boxes, scene)
  strokeByColor(context, boxes)

  drawTags(context, suggestions, scene, 0.75)
  drawTags(context, boxes, scene, 0.92)
}

function visible(boxes: readonly SceneBox[], scene: BoxesScene): Shown[] {
  const { width, height } = scene.view
  return boxes
    .filter((box) => box.id !== scene.except)
    .map((box) => ({ box, view: boxToView(scene.transform, box) }))
    .filter(({ view }) => view.x2 >= 0 && view.y2 >= 0 && view.x1 <= width && view.y1 <= height)
}

/**
 * First all halos, then the boxes colour by colour. One rectangle at a time: for 2,000 boxes a path that holds them all
 * takes seven times as long.
 */
function strokeByColor(context: CanvasRenderingContext2D, shown: readonly Shown[]): void {
  const byColor = new Map<string, ViewBox[]>()
  context.lineJoin = 'miter'
  context.lineWidth = LINE_WIDTH + 2
  context.strokeStyle = HALO
  for (const { box, view } of shown) {
    context.strokeRect(view.x1, view.y1, view.x2 - view.x1, view.y2 - view.y1)
    const same = byColor.get(box.color)
    if (same) same.push(view)
    else byColor.set(box.color, [view])
  }
  context.lineWidth = LINE_WIDTH
  for (const [color, views] of byColor) {
    context.strokeStyle = color
    for (const view of views) context.strokeRect(view.x1, view.y1, view.x2 - view.x1, view.y2 - view.y1)
  }
}

function drawTags(context: CanvasRenderingContext2D, shown: readonly Shown[], scene: BoxesScene, opacity: number) {
  if (shown.length > MOST_TAGS) return
  const wide = shown.filter(({ view }) => Math.min(view.x2 - view.x1, view.y2 - view.y1) >= TAG_FROM_SIDE)
  for (const { box, view } of wide) {
    const widest = Math.max(NARROWEST_TAG, view.x2 - view.x1)
    drawTag(context, view, box.label, box.color, scene.view, Math.min(widest, WIDEST_TAG), opacity)
  }
}
