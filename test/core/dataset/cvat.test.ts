import { expect, it } from 'vitest'
import { truth } from '../../oracles/formats/truth.ts'
import { exported } from './memoryFiles.ts'

const { texts, images } = exported('cvat', truth)

it('has the pictures where a project of CVAT looks for them: in a folder a subset', () => {
  expect(images).toContain('images/train/street.jpg')
  expect(texts['annotations.xml']).toContain('<subsets>train\nval</subsets>')
})

it("lists the labels as CVAT's form takes them, with the attributes that boxes have", () => {
  const labels = JSON.parse(String(texts['labels.json'])) as Array<{ name: string; attributes: unknown[] }>
  expect(labels.map(({ name }) => name)).toEqual(truth.classes)
  expect(labels[0]?.attributes[0]).toEqual({
    name: 'truncated',
    mutable: false,
    input_type: 'checkbox',
    default_value: 'false',
    values: ['false'],
  })
})
