import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Project } from '../../../../core/project/project.ts'
import { lookAtImageFiles, noteImageFiles } from '../../../../core/project/checkFiles.ts'
import { addClass } from '../../../../core/project/classes.ts'
import { recordChange, redo, undo } from '../../../../core/project/history.ts'
import { listImages, setImageSplits } from '../../../../core/project/images.ts'
import { editLabels } from '../../../../core/project/labels.ts'
import { countMissing } from '../../../../core/project/relink.ts'
import { addTags, listTags } from '../../../../core/project/tags.ts'
import { importDataset, previewImport } from '../../../../core/services/dataset/import.ts'
import { MovedImages } from '../../../../core/services/dataset/moved.ts'
import { jpeg, newProject, quietJob, temporaryFolder, write } from './helpers.ts'

/** Four photos in `photos`, imported. */
async function someProject() {
  const folder = temporaryFolder()
  const names = ['a.jpg', 'b.jpg', 'sub/c.jpg', 'd.jpg']
  const pictures = await Promise.all(names.map((_, seed) => jpeg(60, 40, seed + 1)))
  write(path.join(folder, 'photos'), Object.fromEntries(names.map((name, index) => [name, pictures[index]!])))
  const project = newProject(folder)
  await importDataset(project, { source: path.join(folder, 'photos'), format: 'images' }, quietJob)
  return { folder, project, pictures }
}

const paths = (project: Project) => listImages(project).map((image) => image.path)

async function look(project: Project) {
  noteImageFiles(project, await lookAtImageFiles(project))
  return countMissing(project)
}

describe('images that were moved', () => {
  it('are found by content in another folder under other names, in one step that can be undone', async () => {
    const { folder, project } = await someProject()
    const before = listImages(project)
    mkdirSync(path.join(folder, 'archive'))
    renameSync(path.join(folder, 'photos'), path.join(folder, 'archive/2024'))
    renameSync(path.join(folder, 'archive/2024/a.jpg'), path.join(folder, 'archive/2024/renamed.jpg'))
    expect(await look(project)).toBe(4)

    const moved = new MovedImages()
    const found = await moved.find(project, path.join(folder, 'archive'), false, quietJob)
    expect(found).toMatchObject({ missing: 4, files: 4, matches: { content: 4, 'name-and-size': 0, name: 0 } })
    const done = await moved.relink(project, { search: found.search, doubtful: [], merge: false })
    expect(done).toMatchObject({ images: 4, missing: 0, history: { undo: { title: 'Relink 4 images' } } })
    expect(done.history.undo?.imageIds).toHaveLength(4)
    const places = ['archive/2024/b.jpg', 'archive/2024/d.jpg', 'archive/2024/renamed.jpg', 'archive/2024/sub/c.jpg']
    expect(paths(project)).toEqual(places)
    expect(await look(project)).toBe(0)
    expect(
      listImages(project)
        .map(({ hash }) => hash)
        .sort(),
    ).toEqual(before.map(({ hash }) => hash).sort())

    undo(project)
    expect(paths(project)).toEqual(before.map((image) => image.path))
    expect(countMissing(project)).toBe(4)
    redo(project)
    expect(paths(project)).toEqual(places)
    expect(countMissing(project)).toBe(0)
  })

  it('with other content are doubtful where the picture has the size, and left alone where not', async () => {
    const { folder, project } = await someProject()
    rmSync(path.join(folder, 'photos'), { recursive: true })
    write(path.join(folder, 'new'), {
      'a.jpg': await jpeg(60, 40, 77),
      'b.jpg': await jpeg(61, 40, 2),
      'c.jpg': Buffer.from('not an image'),
    })
    const moved = new MovedImages()
    const found = await moved.find(project, path.join(folder, 'new'), false, quietJob)
    expect(found.matches).toEqual({ content: 0, 'name-and-size': 0, name: 1 })
    expect(found.doubtful).toMatchObject([{ image: { path: 'photos/a.jpg' }, file: 'a.jpg' }])
    expect(found.doubtful[0]?.picture).toMatch(/^data:image\/webp;base64,/)
    expect(found.otherSize).toEqual([{ image: 'photos/b.jpg', file: 'b.jpg', was: '60 × 40', is: '61 × 40' }])
    expect(found.notFound).toEqual(['photos/b.jpg', 'photos/d.jpg', 'photos/sub/c.jpg'])

    const [old] = listImages(project)
    await moved.relink(project, { search: found.search, doubtful: [listImages(project)[0]!.id], merge: false })
    const [now] = listImages(project)
    expect(now).toMatchObject({ id: old?.id, path: 'new/a.jpg', width: 60, height: 40 })
    expect(now?.hash).not.toBe(old?.hash)
    undo(project)
    expect(listImages(project)[0]).toMatchObject({ path: 'photos/a.jpg', hash: old?.hash })
  })

  it('are trusted by name and size when quick', async () => {
    const { folder, project } = await someProject()
    renameSync(path.join(folder, 'photos'), path.join(folder, 'moved'))
    const moved = new MovedImages()
    const found = await moved.find(project, path.join(folder, 'moved'), true, quietJob)
    expect(found.matches).toEqual({ content: 0, 'name-and-size': 4, name: 0 })
    expect(await moved.relink(project, { search: found.search, doubtful: [], merge: false })).toMatchObject({
      images: 4,
    })
  })

  it('are found by an import of their new folder, too, and only those that are missing', async () => {
    const { folder, project } = await someProject()
    const before = paths(project)
    renameSync(path.join(folder, 'photos'), path.join(folder, 'moved'))
    write(path.join(folder, 'photos'), { 'a.jpg': await jpeg(60, 40, 1) })
    const request = { source: path.join(folder, 'moved'), format: 'images' } as const
    expect(await previewImport(project, request, quietJob)).toMatchObject({ unchanged: 4, foundAgain: 3 })
    expect(paths(project)).toEqual(before)
    const report = await importDataset(project, request, quietJob)
    expect(report).toMatchObject({ images: 0, duplicates: 4 })
    expect(report.warnings.map(({ reason }) => reason)).toEqual([
      '3 images of the project were missing (such as photos/b.jpg) and found here by content: the project looks here from now on.',
    ])
    expect(paths(project)).toEqual(['moved/b.jpg', 'moved/d.jpg', 'moved/sub/c.jpg', 'photos/a.jpg'])
    expect(await look(project)).toBe(0)
    expect(undo(project)?.title).toBe('Find 3 images again')
    expect(paths(project)).toEqual(before)
  })

  it('never take a file that is an image of the project', async () => {
    const { folder, project } = await someProject()
    renameSync(path.join(folder, 'photos'), path.join(folder, 'moved'))
    write(path.join(folder, 'copy'), { 'other.jpg': await jpeg(60, 40, 1) })
    await importDataset(project, { source: path.join(folder, 'copy'), format: 'images' }, quietJob)
    const found = await new MovedImages().find(project, folder, false, quietJob)
    expect(found).toMatchObject({ missing: 3, matches: { content: 3 } })
  })

  it('are found page by page', async () => {
    const folder = temporaryFolder()
    const pages = await Promise.all([1, 2, 3].map((seed) => jpeg(60, 40, seed)))
    const stack = await sharp(pages, { join: { animated: true } })
      .tiff({ compression: 'lzw' })
      .toBuffer()
    write(path.join(folder, 'scans'), { 'stack.tif': stack })
    const project = newProject(folder)
    await importDataset(project, { source: path.join(folder, 'scans'), format: 'images' }, quietJob)
    expect(paths(project)).toHaveLength(3)
    mkdirSync(path.join(folder, 'box'))
    renameSync(path.join(folder, 'scans/stack.tif'), path.join(folder, 'box/renamed.tif'))
    const moved = new MovedImages()
    const found = await moved.find(project, path.join(folder, 'box'), false, quietJob)
    expect(found.matches.content).toBe(3)
    await moved.relink(project, { search: found.search, doubtful: [], merge: false })
    expect(listImages(project).map(({ name }) => name)).toEqual([
      'renamed.tif, page 1',
      'renamed.tif, page 2',
      'renamed.tif, page 3',
    ])
  })

  it('are asked for again when the search is an old one', async () => {
    const { folder, project } = await someProject()
    const moved = new MovedImages()
    const first = await moved.find(project, folder, false, quietJob)
    expect(first).toMatchObject({ missing: 0, files: 4 })
    await moved.find(project, folder, false, quietJob)
    await expect(moved.relink(project, { search: first.search, doubtful: [], merge: false })).rejects.toThrow(
      'no longer known',
    )
  })
})

describe('images that are in the project twice', () => {
  /** Two equal pictures, the first one with a box and a tag, its file gone; the second one put into a part. */
  async function twice() {
    const folder = temporaryFolder()
    const picture = await jpeg(60, 40, 5)
    write(path.join(folder, 'photos'), { 'a.jpg': picture, 'b.jpg': picture })
    const project = newProject(folder)
    await importDataset(project, { source: path.join(folder, 'photos'), format: 'images' }, quietJob)
    const [a, b] = listImages(project)
    const cat = recordChange(project, 'Set up', (change) => {
      addTags(change, [a!.id], ['night'])
      setImageSplits(change, [b!.id], 'val')
      return addClass(change, 'cat')
    })
    draw(project, a!.id, cat)
    rmSync(path.join(folder, 'photos/a.jpg'))
    mkdirSync(path.join(folder, 'elsewhere'))
    return { project, a: a!.id, b: b!.id, cat, empty: path.join(folder, 'elsewhere') }
  }

  const draw = (project: Project, image: number, classId: number, x2 = 9) =>
    editLabels(project, image, [{ kind: 'add', box: { classId, x1: 1, y1: 1, x2, y2: 9 } }], 'Draw')

  it('become one: labels, tags and part of both, and the file that is there', async () => {
    const { project, a, b, empty } = await twice()
    const moved = new MovedImages()
    const found = await moved.find(project, empty, false, quietJob)
    expect(found).toMatchObject({ missing: 1, present: 1, mergeable: 1, differing: 0 })
    const request = { search: found.search, doubtful: [], merge: true }
    expect(await moved.relink(project, request)).toMatchObject({ images: 0, merged: 1, missing: 0 })
    expect(listImages(project)).toMatchObject([{ id: a, path: 'photos/b.jpg', boxCount: 1, split: 'val' }])
    expect(listTags(project, [a])).toEqual([{ tag: 'night', images: 1 }])
    expect(undo(project)?.title).toBe('Merge image with its copy')
    expect(listImages(project)).toMatchObject([
      { id: a, path: 'photos/a.jpg', boxCount: 1, split: null },
      { id: b, path: 'photos/b.jpg', boxCount: 0, split: 'val' },
    ])
  })

  it('keep the labels that the copy got, and stay two when both are labelled differently', async () => {
    const { project, a, b, cat, empty } = await twice()
    const moved = new MovedImages()
    const find = () => moved.find(project, empty, false, quietJob)
    draw(project, b, cat, 30)
    expect(await find()).toMatchObject({ present: 1, mergeable: 0, differing: 1 })
    undo(project)
    draw(project, b, cat)
    expect(await find()).toMatchObject({ mergeable: 1, differing: 0 })
    undo(project)
    undo(project)
    draw(project, b, cat, 30)
    const found = await find()
    expect(found).toMatchObject({ mergeable: 1, differing: 0 })
    await moved.relink(project, { search: found.search, doubtful: [], merge: true })
    expect(listImages(project)).toMatchObject([{ id: b, path: 'photos/b.jpg', boxCount: 1 }])
    expect(listTags(project, [b])).toEqual([{ tag: 'night', images: 1 }])
    expect(listImages(project).some(({ id }) => id === a)).toBe(false)
  })
})
