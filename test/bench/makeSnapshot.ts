/**
 * Makes a run folder of one of the real data sets, for measurements:
 * node build/node24.mjs test/bench/makeSnapshot.ts bccd|raccoon|raccoon@20 FOLDER [key.path=json …]
 */
import { XMLParser } from 'fast-xml-parser'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { trainingConfig } from '../../core/training/config.ts'
import type { Snapshot, SnapshotImage } from '../../core/training/snapshot.ts'

const data = path.resolve(import.meta.dirname, '../../../shared/data')

interface VocObject {
  name: string
  bndbox: Record<'xmin' | 'ymin' | 'xmax' | 'ymax', string>
}

/** The images of a data set by split, as the recipe splits them. */
export async function readDataSet(name: string): Promise<{ classes: string[]; images: SnapshotImage[] }> {
  const [set = '', few] = name.split('@')
  const bccd = set === 'bccd'
  const classes = bccd ? ['RBC', 'WBC', 'Platelets'] : ['raccoon']
  const folder = path.join(data, set)
  const splits = bccd ? bccdSplits(folder) : raccoonSplits(folder)
  const images: SnapshotImage[] = []
  for (const [split, files] of Object.entries(splits)) {
    const taken = few !== undefined && split === 'train' ? files.slice(0, Number(few)) : files
    for (const file of taken) {
      const annotations = path.join(folder, bccd ? 'Annotations' : 'annotations')
      const xml = readFileSync(path.join(annotations, `${path.parse(file).name}.xml`), 'utf8')
      const { width, height } = await sharp(file).metadata()
      images.push({
        id: images.length + 1,
        file,
        hash: '',
        width,
        height,
        split: split as SnapshotImage['split'],
        boxes: readBoxes(xml, classes),
      })
    }
  }
  return { classes, images }
}

function bccdSplits(folder: string): Record<string, string[]> {
  const split = JSON.parse(readFileSync(path.join(folder, 'split.json'), 'utf8')) as Record<string, string[]>
  return Object.fromEntries(
    Object.entries(split).map(([name, files]) => [name, files.map((file) => path.join(folder, file))]),
  )
}

/** Sorted by name, every fifth for validation. */
function raccoonSplits(folder: string): Record<string, string[]> {
  const files = readdirSync(path.join(folder, 'images')).sort()
  const absolute = files.map((file) => path.join(folder, 'images', file))
  return {
    train: absolute.filter((_, index) => index % 5 !== 4),
    val: absolute.filter((_, index) => index % 5 === 4),
  }
}

function readBoxes(xml: string, classes: string[]): SnapshotImage['boxes'] {
  const parser = new XMLParser({ isArray: (name) => name === 'object', parseTagValue: false })
  const { annotation } = parser.parse(xml) as { annotation: { object?: VocObject[] } }
  return (annotation.object ?? []).flatMap(({ name, bndbox }) => {
    const [x1, y1, x2, y2] = [bndbox.xmin, bndbox.ymin, bndbox.xmax, bndbox.ymax].map(Number) as [
      number,
      number,
      number,
      number,
    ]
    if (!classes.includes(name) || x2 - x1 < 2 || y2 - y1 < 2) return []
    return [{ x1, y1, x2, y2, classId: classes.indexOf(name) + 1, crowd: false, difficult: false }]
  })
}

/** Settings as `key.path=json` words over the defaults. */
export function parseSettings(words: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const word of words) {
    const [key = '', value = ''] = word.split(/=(.*)/s)
    const parts = key.split('.')
    let place = settings
    for (const part of parts.slice(0, -1)) place = (place[part] ??= {}) as Record<string, unknown>
    place[parts.at(-1) ?? ''] = JSON.parse(value)
  }
  return settings
}

if (import.meta.main) {
  const [name = 'bccd', folder = 'run', ...words] = process.argv.slice(2)
  const { classes, images } = await readDataSet(name)
  const bccd = name.startsWith('bccd')
  const base = { augmentation: { verticalFlip: bccd } }
  const settings = parseSettings(words)
  const augmentation = { ...base.augmentation, ...(settings['augmentation'] as object | undefined) }
  const snapshot: Snapshot = {
    classes: classes.map((name, index) => ({ id: index + 1, name, color: '#808080' })),
    images,
    config: trainingConfig.parse({ ...settings, augmentation }),
    continueFrom: null,
    createdAt: new Date().toISOString(),
    software: {},
    hardware: {},
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'snapshot.json'), JSON.stringify(snapshot))
  console.log(`${images.length} images in ${path.resolve(folder)}`)
}
