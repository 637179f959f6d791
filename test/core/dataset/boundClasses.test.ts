import { describe, expect, it } from 'vitest'
import { boundClasses, LONGEST_NAME, MOST_CLASSES } from '../../../core/dataset/boundClasses.ts'
import { datasetFormats } from '../../../core/dataset/formats/registry.ts'
import { memoryFiles } from './memoryFiles.ts'

async function ofClasses(names: string[]) {
  const rows = names.map((name) => `a.jpg,640,480,${name},10,20,110,220\n`)
  const text = `filename,width,height,class,xmin,ymin,xmax,ymax\n${rows.join('')}`
  return datasetFormats.csv.read(memoryFiles({ 'labels.csv': text }, ['a.jpg']))
}

describe('boundClasses', () => {
  it('refuses a class for every row', async () => {
    const many = await ofClasses(Array.from({ length: MOST_CLASSES + 1 }, (_, index) => `c${index}`))
    expect(() => boundClasses(many)).toThrow(/20001 classes; a project takes at most 20000/)
  })

  it('leaves out boxes whose class is a novel, and says so', async () => {
    const read = await ofClasses(['cat', 'x'.repeat(LONGEST_NAME + 1)])
    const { classes, images, skipped } = boundClasses(read)
    expect(classes).toEqual(['cat'])
    expect(images[0]?.boxes.map(({ className }) => className)).toEqual(['cat'])
    expect(skipped).toMatchObject([{ file: 'labels.csv', reason: expect.stringMatching(/201 characters: "x{40}…"/) }])
  })
})
