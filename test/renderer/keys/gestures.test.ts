import { expect, it } from 'vitest'
import { effectScope } from 'vue'
import { currentGestures, useGestures } from '../../../renderer/keys/gestures.ts'

it('a page’s gestures are listed as long as the page is there', () => {
  const [frame, page] = [effectScope(), effectScope()]
  frame.run(() => useGestures([{ title: 'Open', how: 'Double click' }]))
  page.run(() => useGestures([{ title: 'Zoom', how: 'Wheel' }]))
  expect(currentGestures().map(({ title }) => title)).toEqual(['Open', 'Zoom'])
  page.stop()
  expect(currentGestures()).toEqual([{ title: 'Open', how: 'Double click' }])
  frame.stop()
  expect(currentGestures()).toEqual([])
})
