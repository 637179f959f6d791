/** Corners of VOC that the zoo has few of: parts, actions, odd capitals, floats, turned boxes. */
import { expect, it } from 'vitest'
import { readVocFile } from '../../../core/dataset/formats/voc/read.ts'
import { Problems } from '../../../core/dataset/problems.ts'

function read(...objects: string[]) {
  const problems = new Problems()
  const file = readVocFile('a.xml', `<Annotation><Size/>${objects.join('')}</Annotation>`, problems)
  return { file, problems }
}

const box = '<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>'

it('parts are told and left out; the object’s own box counts', () => {
  const part = '<part><name>head</name><bndbox><xmin>8</xmin><ymin>8</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>'
  const { file, problems } = read(`<object><name>person</name>${box}${part}${part.replace('head', 'hand')}</object>`)
  expect(file?.boxes).toMatchObject([{ className: 'person', x1: 1, y1: 2, x2: 3, y2: 4 }])
  expect(problems.warnings).toEqual([
    { file: 'a.xml', field: 'object 1, part', reason: '2 parts (head, hand) of the object were left out.' },
  ])
  expect(problems.skipped).toEqual([])
})

it('tags in any case, floats, edge spaces and signs are read as written', () => {
  const bounds = '<BndBox><XMin> 1.5 </XMin><yMin>-2e0</yMin><Xmax>+3.25</Xmax><YMAX>4.</YMAX></BndBox>'
  const { file } = read(
    `<Object><Name> big cat </Name><Difficult>1</Difficult><Truncated>TRUE</Truncated>${bounds}</Object>`,
  )
  expect(file?.boxes).toMatchObject([
    { className: 'big cat', x1: 1.5, y1: -2, x2: 3.25, y2: 4, difficult: true, truncated: true },
  ])
})

it('actions and the pose become attributes', () => {
  const actions = '<actions><walking>1</walking><reading>0</reading></actions><pose>Left</pose>'
  expect(read(`<object><name>a</name>${box}${actions}</object>`).file?.boxes[0]?.attributes).toEqual({
    pose: 'Left',
    walking: true,
  })
})

it('a turned box gives the upright box around it, with a word', () => {
  const turned = (angle: number) =>
    `<object><name>a</name><robndbox><cx>50</cx><cy>40</cy><w>20</w><h>10</h><angle>${angle}</angle></robndbox></object>`
  const { file, problems } = read(turned(0), turned(Math.PI / 2), turned(Math.PI / 4))
  const [flat, upright, slanted] = file?.boxes ?? []
  expect(flat).toMatchObject({ x1: 40, y1: 35, x2: 60, y2: 45 })
  expect([upright?.x1, upright?.y1, upright?.x2, upright?.y2].map((edge) => edge?.toFixed(6))).toEqual(
    [45, 30, 55, 50].map((edge) => edge.toFixed(6)),
  )
  // Half extents (20 + 10) / 2 · cos 45°.
  expect(slanted?.x2).toBeCloseTo(50 + 15 * Math.SQRT1_2, 9)
  expect(problems.warnings).toHaveLength(3)
})

it.each([
  ['<object><name>a</name></object>', 'object 1, bndbox'],
  [`<object>${box}</object>`, 'object 1, name'],
  ['<object><name>a</name><bndbox><xmin>NaN</xmin></bndbox></object>', 'object 1, bndbox/xmin'],
  ['<object><name>a</name><robndbox><cx>1e999</cx></robndbox></object>', 'object 1, robndbox/cx'],
])('%s is skipped at its field', (object, field) => {
  const { file, problems } = read(object)
  expect(file).toMatchObject({ boxes: [], readable: false })
  expect(problems.skipped.map((item) => item.field)).toEqual([field])
})
