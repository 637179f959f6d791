import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Project } from '../../../../core/project/project.ts'
import { checkImageFiles } from '../../../../core/project/checkFiles.ts'
import { redo, undo } from '../../../../core/project/history.ts'
import { listImages } from '../../../../core/project/images.ts'
import { countMissing } from '../../../../core/project/relink.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
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
  await checkImageFiles(project, () => true)
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
    const done = moved.relink(project, found.search, [])
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
    moved.relink(project, found.search, [listImages(project)[0]!.id])
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
    expect(moved.relink(project, found.search, []).images).toBe(4)
  })

  it('never take a file that is an image of the project, which is told', async () => {
    const { folder, project } = await someProject()
    renameSync(path.join(folder, 'photos'), path.join(folder, 'moved'))
    // Someone imports the folder again. The import knows the images by their content; a copy of one is taken in beside.
    write(path.join(folder, 'copy'), { 'other.jpg': await jpeg(60, 40, 1) })
    await importDataset(project, { source: path.join(folder, 'copy'), format: 'images' }, quietJob)
    const found = await new MovedImages().find(project, folder, false, quietJob)
    expect(found.matches.content).toBe(4)
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
    moved.relink(project, found.search, [])
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
    expect(() => moved.relink(project, first.search, [])).toThrow('no longer known')
  })
})
