import { execFile } from 'node:child_process'
import { chmodSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
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

  it('takes one image alone, with the labels of its name', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': 'x', 'a.xml': cat, 'b.jpg': 'x', 'b.xml': cat })
    expect(await openSource(path.join(folder, 'a.jpg'))).toMatchObject({ images: ['a.jpg'], labels: ['a.xml'] })
  })

  it('says of a video that it is one', async () => {
    const folder = temporaryFolder()
    write(folder, { 'clip.mp4': 'x', 'a.jpg': 'x' })
    const message = 'clip.mp4 is a video, of which frames can be taken.'
    await expect(openSource(path.join(folder, 'clip.mp4'))).rejects.toMatchObject({ code: 'UNSUPPORTED', message })
  })

  it('leaves out hidden folders and projects, and does not run in circles', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.jpg': 'x', '.git/b.jpg': 'x', 'P.focal/cache/c.jpg': 'x', 'sub/d.jpg': 'x' })
    symlinkSync(folder, path.join(folder, 'sub', 'loop'))
    symlinkSync(path.join(folder, 'nothing'), path.join(folder, 'dangling.jpg'))
    expect((await openSource(folder)).images).toEqual(['a.jpg', 'sub/d.jpg'])
  })

  it.skipIf(process.platform === 'win32')('goes round folders that cannot be opened, and names them', async () => {
    const folder = temporaryFolder()
    const deep = `${'d/'.repeat(40)}`
    write(folder, { 'a.jpg': 'x', 'System Volume Information/b.jpg': 'x', [`${deep}c.jpg`]: 'x' })
    // An administrator may open every folder: the test looks with the rights of somebody else.
    chmodSync(path.join(folder, 'System Volume Information'), 0o000)
    onTestFinished(() => chmodSync(path.join(folder, 'System Volume Information'), 0o755))
    for (const above of [path.dirname(folder), path.dirname(path.dirname(folder))]) {
      chmodSync(above, statSync(above).mode | 0o011)
    }
    const program = `
      import { openSource } from ${JSON.stringify(path.resolve('core/services/dataset/source.ts'))}
      if (process.getuid() === 0) process.setuid(65534)
      const closed = ${JSON.stringify(path.join(folder, 'System Volume Information'))}
      const error = await openSource(closed).catch(({ code, message }) => ({ code, message }))
      const { images, leftOut } = await openSource(${JSON.stringify(folder)})
      console.log(JSON.stringify({ images, leftOut, error }))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    const { images, leftOut, error } = JSON.parse(stdout) as Record<'images' | 'error', unknown> & {
      leftOut: unknown[]
    }
    expect(images).toEqual(['a.jpg'])
    expect(leftOut).toHaveLength(2)
    for (const item of [
      { file: 'System Volume Information/', field: null, reason: 'It could not be opened and was not looked into.' },
      { file: 'd/'.repeat(33), field: null, reason: 'It lies more than 32 folders deep and was not looked into.' },
    ]) {
      expect(leftOut).toContainEqual(item)
    }
    expect(error).toEqual({ code: 'READ_ONLY', message: expect.stringMatching(/Information could not be opened\.$/) })
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
