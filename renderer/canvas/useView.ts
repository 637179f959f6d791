/** The canvas's size on screen and how the image lies in it. */
import { useDevicePixelRatio, useElementSize, useTimeoutFn } from '@vueuse/core'
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { ImageBox } from '../../core/geometry/box.ts'
import {
  centredOn,
  clampView,
  fit,
  middleBox,
  panBy,
  viewPoint,
  zoomAt,
  zoomToBox,
  type Size,
  type ViewPoint,
  type ViewTransform,
} from '../../core/geometry/view.ts'

/** Steps of the zoom keys and buttons. */
const ZOOM_STEP = 1.25
/** So long after its last change the view counts as at rest. */
const REST_MS = 120

export function useView(element: Ref<HTMLElement | null>, image: () => Size) {
  const size = useElementSize(element)
  const { pixelRatio } = useDevicePixelRatio()
  const view = computed<Size>(() => ({ width: size.width.value, height: size.height.value }))
  const transform = shallowRef<ViewTransform>({ scale: 1, offsetX: 0, offsetY: 0 })
  /** While nobody has zoomed or panned, the image follows the window's size. */
  const fitted = shallowRef(true)
  const moving = shallowRef(false)
  const rest = useTimeoutFn(() => (moving.value = false), REST_MS, { immediate: false })
  const middle = () => viewPoint(view.value.width / 2, view.value.height / 2)

  function fitImage() {
    fitted.value = true
    transform.value = fit(image(), view.value)
  }

  function set(next: ViewTransform) {
    fitted.value = false
    transform.value = next
    moving.value = true
    rest.start()
  }

  function zoomBy(factor: number, at: ViewPoint = middle()) {
    set(zoomAt(transform.value, factor, at, image(), view.value))
  }

  /** Asked for before the canvas had a size: done as soon as it has one. */
  let wanted: ImageBox | null = null
  function zoomTo(box: ImageBox) {
    if (view.value.width === 0) wanted = box
    else set(zoomToBox(box, image(), view.value))
  }

  watch([view, () => image().width, () => image().height], ([next], [before]) => {
    if (wanted && next.width > 0) {
      zoomTo(wanted)
      wanted = null
    } else if (fitted.value) fitImage()
    else if (before && next !== before) {
      const dx = (next.width - before.width) / 2
      const dy = (next.height - before.height) / 2
      transform.value = panBy(transform.value, dx, dy, image(), next)
    }
  })

  return {
    view,
    pixelRatio,
    transform,
    moving,
    /** Per cent of the image's own pixels on this screen. */
    zoomPercent: computed(() => Math.round(transform.value.scale * pixelRatio.value * 100)),
    fitImage,
    zoomIn: () => zoomBy(ZOOM_STEP),
    zoomOut: () => zoomBy(1 / ZOOM_STEP),
    zoomBy,
    /** One image pixel on one pixel of the screen. */
    actualSize: () => zoomBy(1 / pixelRatio.value / transform.value.scale),
    zoomTo,
    /** Where a box begins that is added by keys. */
    middleBox: () => middleBox(transform.value, image(), view.value),
    /** Brings a box into view without changing the zoom; does nothing when it is in view. */
    reveal(box: ImageBox) {
      const { scale, offsetX, offsetY } = transform.value
      const inside =
        box.x1 * scale + offsetX >= 0 &&
        box.y1 * scale + offsetY >= 0 &&
        box.x2 * scale + offsetX <= view.value.width &&
        box.y2 * scale + offsetY <= view.value.height
      if (!inside) set(clampView(centredOn(box, view.value, scale), image(), view.value))
    },
    pan: (dx: number, dy: number) => set(panBy(transform.value, dx, dy, image(), view.value)),
  }
}
