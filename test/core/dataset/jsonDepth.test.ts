/** JSON that nests without end is refused before it fills the memory, with its name and the reason. */
import { describe, expect, it } from 'vitest'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { parseJson } from '../../../core/dataset/json.ts'
import { MOST_LEVELS } from '../../../core/dataset/jsonDepth.ts'
import { listElements, memberSpans, wholeSpan } from '../../../core/dataset/jsonSpans.ts'
import { readSplitFile } from '../../../core/dataset/splitFile.ts'
import { memoryFiles } from './memoryFiles.ts'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const TOO_DEEP = /more than 200 levels deep/

describe('the depth of JSON', () => {
  it('is bounded, whatever the brackets are', () => {
    expect(() => parseJson(nested(MOST_LEVELS))).not.toThrow()
    expect(() => parseJson(nested(MOST_LEVELS + 1))).toThrow(TOO_DEEP)
    const objects = `${'{"a":'.repeat(MOST_LEVELS + 1)}1${'}'.repeat(MOST_LEVELS + 1)}`
    expect(() => parseJson(objects)).toThrow(TOO_DEEP)
  })

  it('does not count brackets side by side, or in strings', () => {
    const beside = `[${Array.from({ length: 999 }, () => '[{}]').join()}]`
    expect(parseJson(beside)).toHaveLength(999)
    const inside = JSON.stringify({ 'a\\"[': `"${'['.repeat(999)}\\`, b: '\\' })
    expect(JSON.stringify(parseJson(inside))).toBe(inside)
    expect(() => parseJson(`["${'['.repeat(999)}`)).toThrow(SyntaxError)
  })

  it('is bounded in parts that are passed over', () => {
    const bytes = new TextEncoder().encode(`{"other": ${nested(999)}, "images": [1, ${nested(999)}]}`)
    expect(() => memberSpans(bytes, wholeSpan(bytes))).toThrow(TOO_DEEP)
    const list = bytes.subarray(bytes.lastIndexOf(0x3a) + 1, -1)
    expect(() => [...listElements(list, wholeSpan(list))]).toThrow(TOO_DEEP)
  })

  it('costs no memory', () => {
    const text = '['.repeat(10_000_000)
    const before = process.memoryUsage().rss
    expect(() => parseJson(text)).toThrow(TOO_DEEP)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  })
})

describe('a file that nests too deep', () => {
  it.each([['['.repeat(3_000_000)], [`{"a": ${nested(9999)}}`]])(
    'is named when nothing else is there',
    async (text) => {
      const { note } = await recogniseFormats(memoryFiles({ 'sub/deep.json': text }, ['a.jpg']))
      expect(note).toMatch(/^sub\/deep\.json could not be read: .* 200 levels deep/)
    },
  )

  it.each([
    'coco',
    'labelme',
    'create-ml',
    'label-studio',
    'via',
    'vott',
    'darwin',
    'datumaro',
    'supervisely',
  ] as const)('is named among those of %s', async (format) => {
    const { skipped } = await datasetFormats[format].read(memoryFiles({ 'deep.json': nested(9999) }, ['a.jpg']))
    expect(skipped.find(({ file }) => file === 'deep.json')?.reason).toMatch(TOO_DEEP)
  })

  it('is named when one box of COCO does', async () => {
    const box = `{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "more": ${nested(9999)}}`
    const text = `{"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [], "annotations": [${box}]}`
    const { skipped } = await datasetFormats.coco.read(memoryFiles({ 'deep.json': text }, ['a.jpg']))
    expect(skipped[0]).toMatchObject({ file: 'deep.json', reason: expect.stringMatching(TOO_DEEP) as string })
  })

  it('is no split', () => {
    expect(() => readSplitFile(nested(9999), ['a.jpg'])).toThrow('The file is not a split.')
  })
})
