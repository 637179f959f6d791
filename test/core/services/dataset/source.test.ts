import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFiles } from '../../../../core/dataset/detect.ts'
import { openSource } from '../../../../core/services/dataset/source.ts'
import { temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

const cat = vocXml({ objects: [vocObject('cat', 1, 2, 3, 4)] })
const coco = JSON.stringify({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [], categories: [] })

describe('openSource', () => {
  it('finds images beside a folder of labels, and labels beside a folder of images', async () => {
    const folder = temporaryFolder()
    write(folder, { 'Annotations/a.xml': cat, 'JPEGImages/a.jpg': 'x', 'other/b.jpg': 'x' })
    const fromLabels = await openSource(path.join(folder, 'Annotations'))
    expect(fromLabels).toMatchObject({ labels: ['Annotations/a.xml'], images: ['JPEGImages/a.jpg'] })
    const fromImages = await openSource(path.join(folder, 'JPEGImages'))
    expect(fromImages).toMatchObject({ labels: ['Annotations/a.xml'], images: ['JPEGImages/a.jpg'] })
    expect(await fromImages.imagePath('JPEGImages/a.jpg')).toBe(path.join(folder, 'JPEGImages', 'a.jpg'))
  })

  it('takes one label file, and images from where it is told', async () => {
    const folder = temporaryFolder()
    write(folder, {
      'annotations/instances.json': coco,
      'annotations/other.json': '{}',
      'images/a.jpg': 'x',
      'far/a.jpg': 'x',
    })
    const file = path.join(folder, 'annotations/instances.json')
    expect(await openSource(file)).toMatchObject({ chosen: 'annotations/instances.json', images: ['images/a.jpg'] })
    const far = await openSource(file, path.join(folder, 'far'))
    expect(far).toMatchObject({ chosen: 'instances.json', images: ['a.jpg'] })
    expect(await far.imagePath('a.jpg')).toBe(path.join(folder, 'far', 'a.jpg'))
    expect((await inspectFiles(far)).candidates[0]?.format).toBe('coco')
  })

  it('leaves out hidden folders and projects, and does not run in circles', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': 'x', '.git/b.jpg': 'x', 'P.focal/cache/c.jpg': 'x', 'sub/d.jpg': 'x' })
    symlinkSync(folder, path.join(folder, 'sub', 'loop'))
    symlinkSync(path.join(folder, 'nothing'), path.join(folder, 'dangling.jpg'))
    expect((await openSource(folder)).images).toEqual(['a.jpg', 'sub/d.jpg'])
  })

  it('refuses label files beyond a size', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.xml': cat })
    await expect((await openSource(folder)).readText('a.xml', 10)).rejects.toMatchObject({ code: 'BROKEN_FILE' })
  })
})

describe('inspectFiles', () => {
  it.each([
    [{ 'x/a.xml': cat, 'x/a.jpg': '' }, 'voc'],
    [{ 'anything.json': coco, 'a.jpg': '' }, 'coco'],
    [{ 'a.txt': '0 .5 .5 .1 .1', 'a.jpg': '' }, 'yolo'],
    [{ 'data.yaml': 'names: [cat]\ntrain: images', 'images/a.jpg': '' }, 'yolo'],
    [{ 'README.txt': 'five words are in here', 'config.yaml': 'a: 1', 'a.jpg': '' }, 'images'],
  ])('%j is %s', async (files, format) => {
    const folder = temporaryFolder()
    write(folder, files as Record<string, string>)
    expect((await inspectFiles(await openSource(folder))).candidates[0]?.format).toBe(format)
  })

  it('has nothing to say about an empty folder', async () => {
    expect(await inspectFiles(await openSource(temporaryFolder()))).toEqual({
      candidates: [],
      images: 0,
      classes: [],
      note: null,
      embedded: 0,
      detections: false,
    })
  })
})
