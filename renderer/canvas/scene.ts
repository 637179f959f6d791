/** What one frame of the canvas shows: plain facts, so that drawing is a pure function of them. */
import type { ImageBox } from '../../core/geometry/box.ts'
import type { Size, ViewPoint, ViewTransform } from '../../core/geometry/view.ts'
import type { Pickable } from './hitTest.ts'

export interface SceneBox extends Pickable {
  readonly color: string
  /** Class name, with the flags' short marks behind it. */
  readonly label: string
}

export interface SceneSuggestion extends SceneBox {
  readonly score: number
}

export interface Frame {
  /** The canvas in CSS pixels. */
  readonly view: Size
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number
  readonly transform: ViewTransform
}

/** A part of the picture at full size. */
export interface PictureTile {
  readonly picture: ImageBitmap
  /** Its upper left corner in image pixels. */
  readonly x: number
  readonly y: number
}

/** The lowest layer: the picture itself. */
export interface PictureScene extends Frame {
  readonly picture: CanvasImageSource | null
  /** Of the upright image, at full size; the picture may be a smaller rendition of it. */
  readonly image: Size
  /** Drawn over the picture, where that is smaller than the image. */
  readonly tiles: readonly PictureTile[]
  readonly background: string
  /** While the view moves, speed matters more than smoothness. */
  readonly moving: boolean
}

/** The middle layer: everything that stays while the pointer only hovers. */
export interface BoxesScene extends Frame {
  readonly boxes: readonly SceneBox[]
  readonly suggestions: readonly SceneSuggestion[]
  /** Drawn by the upper layer instead. */
  readonly except: number | null
}

/** The upper layer: what follows the pointer and the selection. */
export interface InteractionScene extends Frame {
  readonly image: Size
  readonly hovered: SceneBox | null
  readonly selected: SceneBox | null
  readonly selectedSuggestion: SceneSuggestion | null
  /** Whether the selected box can be changed: its handles are shown. */
  readonly handles: boolean
  /** The box being drawn, before it exists. */
  readonly drawn: (ImageBox & { readonly color: string }) | null
  /** Shown beside the box while its size changes. */
  readonly showSize: boolean
  /** Lines through the pointer, for aiming in draw mode. */
  readonly crosshair: ViewPoint | null
}
