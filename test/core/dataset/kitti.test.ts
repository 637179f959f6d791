import { expect, it } from 'vitest'
import { kittiRow, looksLikeKitti } from '../../../core/dataset/formats/kitti/detect.ts'

const numbers = [0, 1, -10, 10, 20, 110, 220, -1, -1, -1, -1000, -1000, -1000, -10]

it.each([
  ['Car', numbers],
  ['traffic light', numbers],
  ['Car', [...numbers, 0.9]],
])('%s is the class, whatever its spaces', (className, values) => {
  expect(kittiRow(`${className} ${values.join(' ')}`)).toEqual({ className, numbers: values })
})

it.each([
  ['outlines and key points of YOLO', `0 ${Array(16).fill('0.5').join(' ')}`],
  ['numbers alone', `0 ${numbers.join(' ')}`],
  ['a class and too many numbers', `Car 1 2 ${numbers.join(' ')}`],
  ['a name in the middle', `0.1 0.2 Car ${numbers.slice(2).join(' ')}`],
])('%s are no KITTI', (_, row) => {
  expect(looksLikeKitti(row)).toBe(false)
})
