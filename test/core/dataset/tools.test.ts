/**
 * What other tools write of one data set (test/oracles/formats/written.py), read here: recognised, and the same boxes in
 * the same order. Where a tool writes something else than it was given, `differs` says what.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage } from '../../../core/dataset/annotations.ts'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import type { ExportImage } from '../../../core/dataset/exporting.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import type { FormatName } from '../../../core/dataset/report.ts'
import { truth } from '../../oracles/formats/truth.ts'
import { memoryFiles } from './memoryFiles.ts'

interface Tool {
  version: string
  formats: Record<string, { images: string[]; texts: Record<string, string> }>
}

interface Difference {
  /** Pixels. */
  tolerance?: number
  /** Nothing is written for images without boxes, or nothing that tells them from those nobody looked at. */
  noEmpty?: true
  noCrowds?: true
  /** Classes are numbered, and no file says their names. */
  noNames?: true
}

const file = path.join(import.meta.dirname, '../../oracles/formats/written.json.gz')
const tools = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, Tool>

/** By tool and its word for the format: what it is here, and what the tool changes. */
const cases: Array<[tool: string, written: string, format: FormatName, differs?: Difference]> = [
  // Datumaro rounds to two decimals, whatever the format.
  ['datumaro', 'coco_instances', 'coco', { tolerance: 0.01 }],
  ['datumaro', 'voc_detection', 'voc', { tolerance: 0.01, noEmpty: true }],
  ['datumaro', 'yolo', 'yolo', { tolerance: 0.01, noCrowds: true }],
  ['datumaro', 'yolo_ultralytics', 'yolo', { tolerance: 0.01, noCrowds: true }],
  ['datumaro', 'cvat', 'cvat', { tolerance: 0.01 }],
  ['datumaro', 'datumaro', 'datumaro', { tolerance: 0.01 }],
  ['datumaro', 'kitti_detection', 'kitti', { tolerance: 0.01, noEmpty: true }],
  ['datumaro', 'label_me', 'labelme-xml', { tolerance: 0.01 }],
  ['datumaro', 'open_images', 'open-images', { tolerance: 0.01, noEmpty: true }],
  ['datumaro', 'wider_face', 'wider', { tolerance: 0.01 }],
  ['datumaro', 'mot_seq_gt', 'mot', { tolerance: 0.01, noEmpty: true }],
  ['supervision', 'coco', 'coco'],
  // It counts VOC's pixels from one, and rounds to whole ones.
  ['supervision', 'voc', 'voc', { tolerance: 1.5 }],
  // Five decimals of a side.
  ['supervision', 'yolo', 'yolo', { tolerance: 0.01 }],
  ['globox', 'coco', 'coco'],
  ['globox', 'voc', 'voc'],
  ['globox', 'yolo', 'yolo', { noNames: true }],
  ['globox', 'cvat', 'cvat'],
  ['globox', 'labelme', 'labelme'],
  ['globox', 'open-images', 'open-images', { noEmpty: true }],
  ['globox', 'via', 'via'],
  ['labelme', 'labelme', 'labelme'],
  ['label-studio', 'tasks', 'label-studio'],
  ['label-studio', 'coco', 'coco'],
  // It cuts decimals off corner and sides: 100.25 + 299.875 becomes 100 + 299. Its files are named as in addresses.
  ['label-studio', 'voc', 'voc', { tolerance: 1.125, noEmpty: true }],
  ['label-studio', 'yolo', 'yolo'],
  ['label-studio', 'json-min', 'label-studio'],
  ['pylabel', 'voc', 'voc', { tolerance: 1 }],
]

it('covers everything that was written', () => {
  const written = Object.entries(tools).flatMap(([tool, { formats }]) =>
    Object.keys(formats).map((name) => [tool, name]),
  )
  expect(written).toEqual(cases.map(([tool, name]) => [tool, name]))
})

describe.each(cases)('%s, %s', (tool, name, format, differs = {}) => {
  const { images, texts } = tools[tool]?.formats[name] ?? { images: [], texts: {} }
  const files = memoryFiles(texts, images.length > 0 ? images : truth.images.map((image) => `images/${image.name}`))

  it(`is recognised as ${format}`, async () => {
    const { candidates } = await recogniseFormats(files)
    expect(candidates[0]?.format).toBe(format)
  })

  it('gives the boxes in their order', async () => {
    const read = await datasetFormats[format].read(files)
    expect(read.skipped).toEqual([])
    const position = (image: AnnotatedImage) => files.images.indexOf(image.image)
    const inOrder = read.images.toSorted((a, b) => position(a) - position(b))
    for (const [index, written] of truth.images.entries()) {
      const found = format === 'mot' ? inOrder[index] : read.images.find((image) => isOf(image, written))
      expect(found, written.name).toBeDefined()
      if (found) expectSame(found, written, differs)
    }
    const used = new Set(read.images.flatMap((image) => image.boxes.map(({ className }) => className)))
    expect(read.classes).toEqual(expect.arrayContaining([...used]))
  })
})

it("tells the degrees of Datumaro's WIDER FACE from those of the real one", async () => {
  const { images = [], texts = {} } = tools['datumaro']?.formats['wider_face'] ?? {}
  const read = await datasetFormats.wider.read(memoryFiles(texts, images))
  const street = read.images.find(({ image }) => image.endsWith('street.jpg'))
  expect(street?.boxes.map(({ difficult, occluded }) => [difficult, occluded])).toEqual([
    [false, false],
    [false, false],
    [false, true],
  ])
})

/** Datumaro puts one image into a folder, or its folder into its name. */
function isOf({ image }: AnnotatedImage, { name }: ExportImage): boolean {
  return path.basename(image).replace(/^night_/, '') === name
}

function expectSame(found: AnnotatedImage, written: ExportImage, differs: Difference): void {
  const boxes = written.boxes.filter(({ crowd }) => !(differs.noCrowds && crowd))
  expect(found.labels === null).toBe(written.boxes.length === 0 && differs.noEmpty === true)
  if (found.size) expect(found.size).toEqual({ width: written.width, height: written.height })
  const number = (className: string) => `class ${truth.classes.indexOf(className)}`
  expect(found.boxes.map(({ className }) => className)).toEqual(
    boxes.map(({ className }) => (differs.noNames ? number(className) : className)),
  )
  const [byX, byY] = found.unit === 'relative' ? [written.width, written.height] : [1, 1]
  for (const [index, box] of found.boxes.entries()) {
    const wanted = boxes[index] ?? { x1: NaN, y1: NaN, x2: NaN, y2: NaN }
    const apart = [
      box.x1 * byX - wanted.x1,
      box.y1 * byY - wanted.y1,
      box.x2 * byX - wanted.x2,
      box.y2 * byY - wanted.y2,
    ]
    expect(Math.max(...apart.map(Math.abs))).toBeLessThanOrEqual(differs.tolerance ?? 1e-4)
  }
}
