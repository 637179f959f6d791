import { expect, it } from 'vitest'
import { nameParts } from '../../../renderer/components/nameParts.ts'

it('keeps the end of a name apart, and letters of two units whole', () => {
  expect(nameParts('IMG_2275_export.jpg', 9)).toEqual({ head: 'IMG_2275_e', tail: 'xport.jpg' })
  expect(nameParts('🐟.jpg', 9)).toEqual({ head: '', tail: '🐟.jpg' })
  expect(nameParts('🐟🐟🐟.jpg', 5)).toEqual({ head: '🐟🐟', tail: '🐟.jpg' })
})

it('leaves names that run from right to left whole', () => {
  for (const name of ['صورة رقم ١.jpg', 'תמונה ראשונה.png'])
    expect(nameParts(name, 9)).toEqual({ head: name, tail: '' })
})
