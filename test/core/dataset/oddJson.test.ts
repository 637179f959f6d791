/** JSON as Python writes it, and JSON and XML that cannot be read. */
import { describe, expect, it } from 'vitest'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { parseJson } from '../../../core/dataset/json.ts'
import { memoryFiles } from './memoryFiles.ts'

describe('NaN and Infinity', () => {
  it('are null, except in strings', () => {
    expect(parseJson('{"NaN": [NaN, -Infinity, Infinity, "a \\" NaN", 1]}')).toEqual({
      NaN: [null, null, null, 'a " NaN', 1],
    })
    expect(() => parseJson('[NaNs]')).toThrow(SyntaxError)
  })

  it('cost COCO the box that has them, not the file', async () => {
    const text = `{"images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
      "categories": [{"id": 1, "name": "cat"}],
      "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [NaN, 1, 2, 3]},
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 2, 20, 30], "area": NaN}]}`
    const files = memoryFiles({ 'a.json': text }, ['a.jpg'])
    expect((await recogniseFormats(files)).candidates[0]?.format).toBe('coco')
    const { images, skipped } = await datasetFormats.coco.read(files)
    expect(images[0]?.boxes).toMatchObject([{ x1: 1, y1: 2, x2: 21, y2: 32 }])
    expect(skipped).toMatchObject([{ file: 'a.json', field: 'annotation 1, bbox' }])
  })
})

describe('labels that cannot be read are not passed over in silence', () => {
  it.each([
    [{ 'a.json': '{"images": [' }, /^a\.json could not be read: /],
    [{ 'a.xml': '<annotation><object>' }, /^a\.xml could not be read: /],
    [{ 'a.xml': '<!DOCTYPE a><a/>' }, /^a\.xml could not be read: It declares a document type/],
    [{ 'a.json': '{"x": 1}' }, /^a\.json is JSON of no known format/],
  ])('%j', async (texts, note) => {
    const found = await recogniseFormats(memoryFiles(texts, ['a.jpg']))
    expect(found.candidates.map(({ format }) => format)).toEqual(['images'])
    expect(found.note).toMatch(note)
  })
})
