/** Draws what follows the pointer and the selection: highlights, handles, the box being drawn, the crosshair. */
import { height, width, type ImageBox, type ViewBox } from '../../core/geometry/box.ts'
import { boxToView, type Size, type ViewPoint } from '../../core/geometry/view.ts'
import { withOpacity } from './colors.ts'
import { HALO, LINE_WIDTH } from './drawBoxes.ts'
import { drawSizePlate, drawTag, WIDEST_TAG } from './drawTag.ts'
import { CORNERS, handlePoint, SIDES } from './handles.ts'
import type { InteractionScene, SceneBox } from './scene.ts'

const HANDLE_SIDE = 8
/** Shorter sides have no handle in their middle: it would cover the corners (the edge itself can still be dragged). */
const SIDE_HANDLE_FROM = 40

export function drawInteraction(scene: InteractionScene, context: CanvasRenderingContext2D): void {
  const { pixelRatio, view } = scene
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  context.clearRect(0, 0, view.width, view.height)
  if (scene.hovered && scene.hovered.id !== scene.selected?.id) highlight(context, scene, scene.hovered, 0.14)
  if (scene.selectedSuggestion) highlight(context, scene, scene.selectedSuggestion, 0.18)
  if (scene.selected) drawSelected(context, scene, scene.selected)
  if (scene.drawn) drawNew(context, scene, scene.drawn)
  if (scene.crosshair) drawCrosshair(context, scene.crosshair, view)
}

function highlight(context: CanvasRenderingContext2D, scene: InteractionScene, box: SceneBox, opacity: number): void {
  const shown = boxToView(scene.transform, box)
  outline(context, shown, box.color, opacity, LINE_WIDTH + 1)
  drawTag(context, shown, box.label, box.color, scene.view, WIDEST_TAG)
}

function drawSelected(context: CanvasRenderingContext2D, scene: InteractionScene, box: SceneBox): void {
  const shown = boxToView(scene.transform, box)
  outline(context, shown, box.color, 0.12, LINE_WIDTH, true)
  drawTag(context, shown, box.label, box.color, scene.view, WIDEST_TAG)
  if (scene.handles) drawHandles(context, shown, box.color)
  if (scene.showSize) drawSizePlate(context, shown, sizeText(box), scene.view)
}

function drawNew(context: CanvasRenderingContext2D, scene: InteractionScene, box: ImageBox & { color: string }): void {
  const shown = boxToView(scene.transform, box)
  outline(context, shown, box.color, 0.12, LINE_WIDTH)
  if (width(box) > 0 || height(box) > 0) drawSizePlate(context, shown, sizeText(box), scene.view)
}

/** The selected box has a white line around its own colour, which no other box has. */
function outline(
  context: CanvasRenderingContext2D,
  box: ViewBox,
  color: string,
  opacity: number,
  line: number,
  selected = false,
): void {
  context.fillStyle = withOpacity(color, opacity)
  context.fillRect(box.x1, box.y1, width(box), height(box))
  context.lineJoin = 'round'
  const strokes: Array<[number, string]> = selected
    ? [
        [line + 5, HALO],
        [line + 3, '#ffffff'],
      ]
    : [[line + 2, HALO]]
  for (const [lineWidth, style] of [...strokes, [line, color] as const]) {
    context.lineWidth = lineWidth
    context.strokeStyle = style
    context.strokeRect(box.x1, box.y1, width(box), height(box))
  }
}

function drawHandles(context: CanvasRenderingContext2D, box: ViewBox, color: string): void {
  const sides = SIDES.filter((side) => (side === 'n' || side === 's' ? width(box) : height(box)) >= SIDE_HANDLE_FROM)
  context.lineWidth = 1.5
  context.strokeStyle = color
  context.fillStyle = '#ffffff'
  context.shadowColor = 'rgba(0, 0, 0, 0.6)'
  context.shadowBlur = 3
  for (const handle of [...sides, ...CORNERS]) {
    const point = handlePoint(box, handle)
    context.beginPath()
    context.roundRect(point.x - HANDLE_SIDE / 2, point.y - HANDLE_SIDE / 2, HANDLE_SIDE, HANDLE_SIDE, 2)
    context.fill()
    context.stroke()
  }
  context.shadowColor = 'transparent'
  context.shadowBlur = 0
}

function drawCrosshair(context: CanvasRenderingContext2D, at: ViewPoint, view: Size): void {
  const x = Math.round(at.x) + 0.5
  const y = Math.round(at.y) + 0.5
  for (const [line, color] of [
    [3, 'rgba(0, 0, 0, 0.35)'],
    [1, 'rgba(255, 255, 255, 0.9)'],
  ] as const) {
    context.lineWidth = line
    context.strokeStyle = color
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, view.height)
    context.moveTo(0, y)
    context.lineTo(view.width, y)
    context.stroke()
  }
}

function sizeText(box: ImageBox): string {
  return `${Math.round(width(box))} × ${Math.round(height(box))}`
}
