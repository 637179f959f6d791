/** One canvas that is drawn again, at most once a frame, whenever what it shows has changed. */
import { onScopeDispose, watch, type Ref } from 'vue'
import type { Frame } from './scene.ts'

export function useLayer<S extends Frame>(
  canvas: Ref<HTMLCanvasElement | null>,
  scene: () => S,
  draw: (scene: S, context: CanvasRenderingContext2D) => void,
): void {
  let request = 0

  function paint() {
    request = 0
    const element = canvas.value
    const context = element?.getContext('2d')
    if (!element || !context) return
    const now = scene()
    const width = Math.max(1, Math.round(now.view.width * now.pixelRatio))
    const height = Math.max(1, Math.round(now.view.height * now.pixelRatio))
    // Setting the size clears the canvas, so it is set only when it changes.
    if (element.width !== width) element.width = width
    if (element.height !== height) element.height = height
    draw(now, context)
  }

  watch([scene, canvas], () => {
    if (request === 0) request = requestAnimationFrame(paint)
  })
  onScopeDispose(() => cancelAnimationFrame(request))
}
