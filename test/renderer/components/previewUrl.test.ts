import { expect, it } from 'vitest'
import { previewUrl } from '../../../renderer/components/previewUrl.ts'

it('is a picture of four by four pixels, rows from the top', () => {
  const colours = Uint8Array.from({ length: 48 }, (_, index) => 5 * index)
  const address = previewUrl(Buffer.from(colours).toString('base64')) ?? ''
  expect(address).toMatch(/^data:image\/bmp;base64,/)
  const file = Buffer.from(address.replace(/^.*,/, ''), 'base64')
  expect(file.readUInt32LE(2)).toBe(file.length)
  const pixels = file.subarray(file.readUInt32LE(10))
  // Blue, green, red.
  expect([...pixels.subarray(0, 3)]).toEqual([10, 5, 0])
  expect([file.readInt32LE(18), file.readInt32LE(22)]).toEqual([4, -4])
})

it('is none where no colours are known', () => {
  expect(previewUrl(null)).toBeNull()
  expect(previewUrl('AAAA')).toBeNull()
})
