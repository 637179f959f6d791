import { expect, it } from 'vitest'
import { noFlags } from '../../../core/dataset/annotations.ts'
import { widerWriter } from '../../../core/dataset/formats/wider/write.ts'
import type { ExportDataset } from '../../../core/dataset/exporting.ts'
import { exported } from './memoryFiles.ts'

function withEdges(...edges: Array<[number, number, number, number]>): ExportDataset {
  const plain = { ...noFlags, className: 'face', note: '', attributes: {} }
  const boxes = edges.map(([x1, y1, x2, y2]) => ({ ...plain, x1, y1, x2, y2 }))
  return { classes: ['face'], images: [{ name: 'a.jpg', width: 100, height: 80, split: 'train', boxes }] }
}

it('has whole pixels, at least one, inside the image', () => {
  const data = withEdges([10.4, 20.6, 30.5, 40], [99.8, 79.9, 100, 80], [5.1, 6.2, 5.3, 6.4])
  const { texts } = exported('wider', data)
  const rows = String(texts['wider_face_split/wider_face_train_bbx_gt.txt']).split('\n').slice(2, 5)
  expect(rows).toEqual(['10 21 21 19 0 0 0 0 0 0', '99 79 1 1 0 0 0 0 0 0', '5 6 1 1 0 0 0 0 0 0'])
})

it('tells that edges are rounded, where they are', () => {
  const said = (...edges: Array<[number, number, number, number]>) => widerWriter.losses(withEdges(...edges)).join(' ')
  expect(said([10.4, 20, 30, 40], [1, 2, 3, 4])).toContain('the edges of one box were rounded')
  expect(said([1, 2, 3, 4])).not.toContain('rounded')
})
