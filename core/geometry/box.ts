/**
 * Boxes in branded coordinate spaces, so that a box of one space cannot be passed where another is meant.
 * All boxes are pixel edges (x1, y1, x2, y2), not pixel indices: a box over the whole of a 640x480 image is 0, 0, 640, 480.
 */
export interface Edges {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

declare const space: unique symbol

/** In pixels of the upright (EXIF applied) image at full size: what projects store. */
export type ImageBox = Edges & { readonly [space]?: 'image' }
/** In pixels of the network's letterboxed input. */
export type NetBox = Edges & { readonly [space]: 'net' }
/** In CSS pixels of the canvas on screen. */
export type ViewBox = Edges & { readonly [space]: 'view' }

export function width(box: Edges): number {
  return box.x2 - box.x1
}

export function height(box: Edges): number {
  return box.y2 - box.y1
}

/** Area in square pixels; 0 for empty or inverted boxes. */
export function area(box: Edges): number {
  return Math.max(0, width(box)) * Math.max(0, height(box))
}

/** Intersection over union, 0 to 1; 0 when either box has no area. */
export function iou(a: Edges, b: Edges): number {
  const overlap =
    Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)) * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1))
  const union = area(a) + area(b) - overlap
  return union > 0 ? overlap / union : 0
}

/** The part of a box inside 0..width x 0..height. */
export function clip<B extends Edges>(box: B, width: number, height: number): B {
  const inside = (value: number, limit: number) => Math.min(Math.max(value, 0), limit)
  return {
    ...box,
    x1: inside(box.x1, width),
    y1: inside(box.y1, height),
    x2: inside(box.x2, width),
    y2: inside(box.y2, height),
  }
}

/** The same box with its corners in order, for boxes drawn in any direction. */
export function ordered<B extends Edges>(box: B): B {
  return {
    ...box,
    x1: Math.min(box.x1, box.x2),
    y1: Math.min(box.y1, box.y2),
    x2: Math.max(box.x1, box.x2),
    y2: Math.max(box.y1, box.y2),
  }
}
