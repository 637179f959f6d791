import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { bulkInsert } from '../../../../core/project/bulkInsert.ts'
import { undo } from '../../../../core/project/history.ts'
import { listImages } from '../../../../core/project/images.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { splitProject, splitProjectFromFile } from '../../../../core/services/dataset/split.ts'
import { dataFolder, haveData } from '../../dataset/realData.ts'
import { newProject, quietJob, temporaryFolder, write } from './helpers.ts'

function project() {
  const made = newProject()
  const facts = { width: 100, height: 80, orientation: 1, bytes: 1 }
  bulkInsert(made, 'Set up', {
    classes: [{ name: 'a' }],
    images: Array.from({ length: 20 }, (_, index) => ({
      ...facts,
      path: `photos/p${index}.jpg`,
      hash: index < 2 ? 'same' : `h${index}`,
      state: index < 15 ? ('done' as const) : ('new' as const),
      boxes: index < 15 ? [{ x1: 1, y1: 1, x2: 9, y2: 9, className: 'a' }] : [],
    })),
  })
  return made
}

describe('splitting a project', () => {
  it('splits labelled and unlabelled images by the same shares, equal files together, as one undo entry', () => {
    const made = project()
    expect(splitProject(made, { val: 0.2, test: 0, seed: 1 })).toMatchObject({ train: 16, val: 4, test: 0, skipped: 0 })
    const images = listImages(made)
    expect(images.filter(({ state, split }) => state === 'done' && split === 'val')).toHaveLength(3)
    const twins = images.filter(({ hash }) => hash === 'same').map(({ split }) => split)
    expect(new Set(twins).size).toBe(1)
    undo(made)
    expect(listImages(made).every(({ split }) => split === null)).toBe(true)
  })

  it('refuses parts that leave nothing to train on', () => {
    expect(() => splitProject(project(), { val: 0.6, test: 0.4, seed: 1 })).toThrow('nothing to train on')
  })

  it('takes a file with paths, names and stems, and names what it cannot find', async () => {
    const folder = temporaryFolder()
    const file = path.join(folder, 'split.json')
    write(folder, { 'split.json': JSON.stringify({ train: ['photos/p1.jpg', 'p2.jpg'], valid: ['p3', 'p99.jpg'] }) })
    const made = project()
    const result = await splitProjectFromFile(made, file)
    expect(result).toMatchObject({ train: 2, val: 1, test: 0, skipped: 17 })
    expect(result.warnings[0]).toContain('p99.jpg')
  })

  it('says when a file is no split, or of another project', async () => {
    const folder = temporaryFolder()
    write(folder, { 'a.json': '{"places": ["x"]}', 'b.json': '{"train": ["elsewhere.jpg"]}', 'c.json': '[' })
    for (const name of ['a.json', 'b.json', 'c.json']) {
      await expect(splitProjectFromFile(project(), path.join(folder, name))).rejects.toMatchObject({
        code: 'BAD_INPUT',
      })
    }
  })

  it.skipIf(!haveData)("takes BCCD's official split whole", async () => {
    const made = newProject()
    const folder = path.join(dataFolder, 'bccd')
    await importDataset(made, { source: folder, format: 'auto' }, quietJob)
    const result = await splitProjectFromFile(made, path.join(folder, 'split.json'))
    expect(result).toEqual({ train: 205, val: 87, test: 72, skipped: 0, warnings: [] })
  })
})
