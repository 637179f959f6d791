import { expect, it } from 'vitest'
import { drawBoxes } from '../../../renderer/canvas/drawBoxes.ts'
import type { BoxesScene } from '../../../renderer/canvas/scene.ts'

/** A canvas that only remembers the words that were written on it. */
function wordsOf(scene: BoxesScene): string[] {
  const words: string[] = []
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get(_, name) {
      if (name === 'measureText') return (text: string) => ({ width: 6 * text.length })
      if (name === 'fillText') return (text: string) => void words.push(text)
      return () => undefined
    },
    set: () => true,
  })
  drawBoxes(scene, context)
  return words
}

/** So many boxes in view; all but the first are too small for a word. */
function scene(amount: number): BoxesScene {
  const boxes = Array.from({ length: amount }, (_, id) => {
    const side = id === 0 ? 60 : 4
    return { id, x1: 10, y1: 10 + id, x2: 10 + side, y2: 10 + id + side, color: '#ff0000', label: `box ${id}` }
  })
  return {
    view: { width: 800, height: 600 },
    pixelRatio: 1,
    transform: { scale: 1, offsetX: 0, offsetY: 0 },
    boxes: boxes as unknown as BoxesScene['boxes'],
    suggestions: [],
    except: null,
  }
}

it('names the boxes that are large enough for a word', () => {
  expect(wordsOf(scene(150))).toEqual(['box 0'])
})

it('names none while so many boxes are in view that names would hide the picture', () => {
  expect(wordsOf(scene(151))).toEqual([])
})
