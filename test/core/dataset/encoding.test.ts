/** Label files in encodings that real programs write: Excel and PowerShell UTF-16, old tools the code page of their system. */
import { describe, expect, it } from 'vitest'
import { decodeText, toUtf8 } from '../../../core/dataset/encoding.ts'
import { recogniseFormats } from '../../../core/dataset/detect.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { memoryFiles } from './memoryFiles.ts'

const utf16le = (text: string, mark = '\uFEFF') => new Uint8Array(Buffer.from(mark + text, 'utf16le'))
const utf16be = (text: string, mark = '\uFEFF') => new Uint8Array(Buffer.from(mark + text, 'utf16le').swap16())
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))

const voc = `<annotation><filename>Größe.jpg</filename><object><name>Zelle ü</name>
  <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object></annotation>`
const csv = 'filename,width,height,class,xmin,ymin,xmax,ymax\r\nGröße.jpg,100,100,Zelle ü,1,2,30,40\r\n'
const coco = JSON.stringify({
  images: [{ id: 1, file_name: 'Größe.jpg', width: 100, height: 100 }],
  categories: [{ id: 1, name: 'Zelle ü' }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 29, 38] }],
})
const encodings = { utf8, utf16le, utf16be, 'UTF-16 without a mark': (text: string) => utf16le(text, ''), latin1 }

describe.each(Object.entries(encodings))('labels in %s', (name, encode) => {
  it.each([
    ['voc', 'Annotations/Größe.xml', voc],
    ['csv', 'labels.csv', csv],
    ['coco', 'instances.json', coco],
  ] as const)('%s: recognised and read with all its letters', async (format, label, text) => {
    const files = memoryFiles({ [label]: encode(text) }, ['images/Größe.jpg'])
    expect((await recogniseFormats(files)).candidates[0]?.format).toBe(format)
    const { images, skipped } = await datasetFormats[format].read(files)
    expect(skipped).toEqual([])
    expect(images).toHaveLength(1)
    expect(images[0]?.boxes).toMatchObject([{ className: 'Zelle ü', x1: 1, y1: 2, x2: 30, y2: 40 }])
    expect([...(files.guessed ?? [])]).toEqual(name === 'latin1' ? [label] : [])
  })
})

describe('decodeText', () => {
  it('follows what XML says of itself', () => {
    const cyrillic = Uint8Array.from([...utf8('<?xml version="1.0" encoding="windows-1251"?><a>'), 0xea, 0xee, 0xf2])
    expect(decodeText(cyrillic)).toEqual({
      text: '<?xml version="1.0" encoding="windows-1251"?><a>кот',
      guessed: false,
    })
    const untrue = Uint8Array.from([...utf8('<?xml version="1.0" encoding="no-such"?>'), 0xfc])
    expect(decodeText(untrue)).toMatchObject({ guessed: true })
  })

  it('keeps what is whole of a damaged UTF-8 file', () => {
    const damaged = Uint8Array.from([...utf8('äöü 猫'), 0xff])
    expect(decodeText(damaged)).toEqual({ text: 'äöü 猫\uFFFD', guessed: true })
  })

  it('takes any bytes at all', () => {
    for (const bytes of [[], [0], [0xff], [0xff, 0xfe], [0xfe, 0xff, 0], [0, 0, 0], [0xd8, 0, 0xd8]]) {
      expect(typeof decodeText(Uint8Array.from(bytes)).text).toBe('string')
    }
  })
})

describe('toUtf8', () => {
  it('gives bytes of UTF-8 back as they are, across the pieces in which they are looked at', () => {
    const bytes = utf8('猫'.repeat(800_000))
    expect(toUtf8(bytes).bytes).toBe(bytes)
    expect(toUtf8(latin1('ü')).bytes).toEqual(utf8('ü'))
  })
})
