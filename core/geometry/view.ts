/** How an image lies on screen: one uniform scale and an offset. Points and boxes change space only through here. */
import type { Edges, ImageBox, ViewBox } from './box.ts'

declare const pointSpace: unique symbol

export interface Point {
  readonly x: number
  readonly y: number
}

/** In pixels of the upright image at full size. */
export type ImagePoint = Point & { readonly [pointSpace]: 'image' }
/** In CSS pixels from the canvas's upper left corner. */
export type ViewPoint = Point & { readonly [pointSpace]: 'view' }

export interface Size {
  readonly width: number
  readonly height: number
}

/** view = image * scale + offset. `scale` is CSS pixels an image pixel. */
export interface ViewTransform {
  readonly scale: number
  readonly offsetX: number
  readonly offsetY: number
}

/** At most 64 CSS pixels an image pixel: enough to place an edge on a single pixel. */
const MAXIMUM_SCALE = 64
/** The image never gets smaller than this part of its fitted size, so that it cannot be lost. */
const SMALLEST_PART_OF_FIT = 0.25

function imagePoint(x: number, y: number): ImagePoint {
  return { x, y } as ImagePoint
}

export function viewPoint(x: number, y: number): ViewPoint {
  return { x, y } as ViewPoint
}

export function pointToView(transform: ViewTransform, point: ImagePoint): ViewPoint {
  return viewPoint(point.x * transform.scale + transform.offsetX, point.y * transform.scale + transform.offsetY)
}

export function pointToImage(transform: ViewTransform, point: ViewPoint): ImagePoint {
  return imagePoint((point.x - transform.offsetX) / transform.scale, (point.y - transform.offsetY) / transform.scale)
}

export function boxToView(transform: ViewTransform, box: ImageBox): ViewBox {
  const { scale, offsetX, offsetY } = transform
  const edges: Edges = {
    x1: box.x1 * scale + offsetX,
    y1: box.y1 * scale + offsetY,
    x2: box.x2 * scale + offsetX,
    y2: box.y2 * scale + offsetY,
  }
  return edges as ViewBox
}

/** The part of image space that a view of this size shows; may reach beyond the image. */
export function visiblePart(transform: ViewTransform, view: Size): ImageBox {
  const upperLeft = pointToImage(transform, viewPoint(0, 0))
  const lowerRight = pointToImage(transform, viewPoint(view.width, view.height))
  return { x1: upperLeft.x, y1: upperLeft.y, x2: lowerRight.x, y2: lowerRight.y }
}

/** A box in the middle of what a view shows of the image, a third of its sides: where a box added by keys begins. */
export function middleBox(transform: ViewTransform, image: Size, view: Size): ImageBox {
  const seen = visiblePart(transform, view)
  const [x1, x2] = middleThird(Math.max(0, seen.x1), Math.min(image.width, seen.x2))
  const [y1, y2] = middleThird(Math.max(0, seen.y1), Math.min(image.height, seen.y2))
  return { x1, y1, x2, y2 }
}

/** Whole pixels where there is room for them. */
function middleThird(from: number, to: number): [number, number] {
  const third = (to - from) / 3
  return third >= 2 ? [Math.round(from + third), Math.round(to - third)] : [from, to]
}

/** The scale at which the whole image fits into the view with `margin` CSS pixels around it. */
function fitScale(image: Size, view: Size, margin = 0): number {
  const across = Math.max(1, view.width - 2 * margin) / Math.max(1, image.width)
  const down = Math.max(1, view.height - 2 * margin) / Math.max(1, image.height)
  return Math.min(across, down, MAXIMUM_SCALE)
}

/** The whole image, centred. Small images are enlarged too: they are labelled more easily. */
export function fit(image: Size, view: Size, margin = 16): ViewTransform {
  return centredOn({ x1: 0, y1: 0, x2: image.width, y2: image.height }, view, fitScale(image, view, margin))
}

/** The transform that shows a box's middle in the view's middle at this scale. */
export function centredOn(box: ImageBox, view: Size, scale: number): ViewTransform {
  return {
    scale,
    offsetX: view.width / 2 - ((box.x1 + box.x2) / 2) * scale,
    offsetY: view.height / 2 - ((box.y1 + box.y2) / 2) * scale,
  }
}

/** Shows a box with as much around it as the box itself is large, so that its edges can be judged. */
export function zoomToBox(box: ImageBox, image: Size, view: Size): ViewTransform {
  const size = { width: Math.max(1, box.x2 - box.x1), height: Math.max(1, box.y2 - box.y1) }
  const scale = Math.min(fitScale(size, view) / 2.5, MAXIMUM_SCALE)
  return clampView(centredOn(box, view, Math.max(scale, fitScale(image, view, 16))), image, view)
}

/** Multiplies the scale and keeps the image point under `at` where it is, as far as the limits allow. */
export function zoomAt(
  transform: ViewTransform,
  factor: number,
  at: ViewPoint,
  image: Size,
  view: Size,
): ViewTransform {
  const scale = limitScale(transform.scale * factor, image, view)
  const ratio = scale / transform.scale
  return clampView(
    {
      scale,
      offsetX: at.x - (at.x - transform.offsetX) * ratio,
      offsetY: at.y - (at.y - transform.offsetY) * ratio,
    },
    image,
    view,
  )
}

export function panBy(transform: ViewTransform, dx: number, dy: number, image: Size, view: Size): ViewTransform {
  return clampView({ ...transform, offsetX: transform.offsetX + dx, offsetY: transform.offsetY + dy }, image, view)
}

/** Any image point can be brought to the view's middle, but the image can never leave it. */
export function clampView(transform: ViewTransform, image: Size, view: Size): ViewTransform {
  const limit = (offset: number, imageSide: number, viewSide: number) =>
    Math.min(Math.max(offset, viewSide / 2 - imageSide * transform.scale), viewSide / 2)
  return {
    scale: transform.scale,
    offsetX: limit(transform.offsetX, image.width, view.width),
    offsetY: limit(transform.offsetY, image.height, view.height),
  }
}

function limitScale(scale: number, image: Size, view: Size): number {
  const smallest = Math.min(1, fitScale(image, view)) * SMALLEST_PART_OF_FIT
  return Math.min(Math.max(scale, smallest), MAXIMUM_SCALE)
}
