/** Names that sources may hold and drives may not: what is written instead, and that nothing takes another's place. */
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listImages } from '../../../../core/project/images.ts'
import { exportDataset } from '../../../../core/services/dataset/export.ts'
import { nameKey, possibleName, possiblePath } from '../../../../core/services/dataset/fileNames.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { formatNames } from '../../../../core/dataset/report.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

describe('possibleName', () => {
  it.each([
    ['a\nb\tc.jpg', 'a_b_c.jpg'],
    ['\u001b[2Jx.png', '_[2Jx.png'],
    ['10:15?.jpg', '10:15?.jpg'],
    ['con.jpg', 'con.jpg'],
  ])('%j is %j', (name, possible) => expect(possibleName(name, 'linux')).toBe(possible))

  it.each([
    ['10:15?.jpg', '10_15_.jpg'],
    ['CON.jpg', '_CON.jpg'],
    ['com1', '_com1'],
    ['console.jpg', 'console.jpg'],
    ['dots...', 'dots_'],
  ])('%j is %j on Windows', (name, possible) => expect(possibleName(name, 'win32')).toBe(possible))

  it('keeps the extension of a name that is too long, and whole characters', () => {
    const name = possibleName(`${'ä'.repeat(200)}😀.jpeg`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240)
    expect(name).toMatch(/^ä+\.jpeg$/)
    expect(possiblePath('a\u0000b/c\rd', 'linux')).toBe('a_b/c_d')
  })

  it('knows which names are one name on some drives', () => {
    expect(nameKey('Straße é.JPG')).toBe(nameKey('STRASSE e\u0301.jpg'))
  })
})

const strange = [
  'line\nend.jpg',
  'tab\tand\u001b[31m.jpg',
  `${'é'.repeat(125)}.jpg`,
  'a#1 ?.jpg',
  ' edge .jpg',
  '%2e%2e.jpg',
]

it('exports images of any name in every format, each beside its labels', async () => {
  const folder = temporaryFolder()
  const xml = vocXml({ objects: [vocObject('face', 1, 2, 15, 16)] })
  for (const [seed, name] of strange.entries()) {
    writeFileSync(path.join(folder, name), await jpeg(20, 20, seed))
    writeFileSync(path.join(folder, `${name.slice(0, -4)}.xml`), xml)
  }
  const project = newProject(folder)
  expect(await importDataset(project, { source: folder, format: 'voc' }, quietJob)).toMatchObject({
    images: 6,
    boxes: 6,
  })
  for (const format of formatNames) {
    const out = path.join(temporaryFolder(), format)
    const report = await exportDataset(project, out, format, quietJob)
    expect(report).toMatchObject({ images: 6, boxes: 6, skipped: [] })
    if (format === 'images') continue
    const back = newProject()
    expect(await importDataset(back, { source: out, format }, quietJob)).toMatchObject({ images: 6, boxes: 6 })
    expect(listImages(back).every(({ boxCount }) => boxCount === 1)).toBe(true)
  }
}, 60_000)

it('gives names that differ only by case or composition files of their own, in exports and copies', async () => {
  const folder = temporaryFolder()
  const names = ['é.jpg', 'e\u0301.jpg', 'É.jpg', 'x/é.png']
  for (const [seed, name] of names.entries()) write(folder, { [name]: await jpeg(20, 20, seed) })
  const project = newProject()
  await importDataset(project, { source: folder, format: 'images', copy: true }, quietJob)
  const copies = readdirSync(path.join(project.path, 'images'), { recursive: true, withFileTypes: true })
  const files = copies.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name))
  expect(new Set(files.map(nameKey)).size).toBe(4)
  const out = path.join(temporaryFolder(), 'out')
  await exportDataset(project, out, 'images', quietJob)
  const written = readdirSync(out).filter((name) => !name.startsWith('.'))
  expect(new Set(written.map((name) => nameKey(name.replace(/\.\w+$/, '')))).size).toBe(4)
})
