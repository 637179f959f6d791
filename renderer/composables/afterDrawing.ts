/** Resolves when the frame that shows what has changed by now is on its way to the screen; at once where nothing is drawn. */
export async function afterDrawing(): Promise<void> {
  if (document.hidden) return
  await new Promise((resolve) => requestAnimationFrame(resolve))
  // A frame is drawn after its callbacks.
  await new Promise((resolve) => setTimeout(resolve))
}
