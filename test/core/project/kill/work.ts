/** What the process that is to be killed does to a project, over and over: each kind of change that the studio knows. */
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { listBackupFiles } from '../../../../core/project/backups/files.ts'
import { makeBackup } from '../../../../core/project/backups/make.ts'
import { restoreBackup } from '../../../../core/project/backups/restore.ts'
import { listClasses } from '../../../../core/project/classes.ts'
import { recordChange, redo, undo } from '../../../../core/project/history.ts'
import { listImages, removeImages, setImageStates } from '../../../../core/project/images.ts'
import { editLabels } from '../../../../core/project/labels.ts'
import { openProject, type Project } from '../../../../core/project/project.ts'

const kinds = ['import', 'draw', 'mark', 'remove', 'undo', 'redo', 'split', 'export', 'migrate', 'backup', 'restore']
export type Kind = (typeof kinds)[number]

export interface Workplace {
  project: Project
  /** Everything lies in here: sources, exports, older projects. */
  folder: string
  /** Names of this process alone. */
  prefix: string
  /** From 0 to below 1. */
  random: () => number
  count: number
  /** Says something to the parent that it needs to judge what it finds. */
  say: (line: string) => void
}

const edges = { x1: 1, y1: 2, x2: 6.5, y2: 7.25 }
const job = { signal: new AbortController().signal, progress: () => {} }

/** What each kind does. Import, split and export load the services only when they are asked for. */
export const work: Record<Kind, (place: Workplace) => void | Promise<void>> = {
  async import({ project, folder, prefix, count, random }) {
    const { importDataset } = await import('../../../../core/services/dataset/import.ts')
    const source = path.join(folder, `source-${prefix}-${count}`)
    makeSource(source, `${prefix} ${count}`)
    await importDataset(project, { source, format: 'coco', copy: random() < 0.5 }, job)
  },
  draw({ project, random }) {
    const images = listImages(project)
    const image = images[Math.floor(random() * images.length)]
    // Not always class 1: after an undone import the next one makes a class with a new id.
    const entry = listClasses(project)[0]
    if (!image || !entry) return
    const add = { kind: 'add' as const, box: { ...edges, classId: entry.id } }
    editLabels(project, image.id, [add, add], 'Draw')
  },
  mark({ project, random }) {
    const ids = listImages(project).map((image) => image.id)
    recordChange(project, 'Mark', (change) => setImageStates(change, ids, random() < 0.5 ? 'done' : 'in-progress'))
  },
  remove({ project }) {
    const ids = listImages(project).map((image) => image.id)
    recordChange(project, 'Remove', (change) => removeImages(change, ids.slice(5)))
  },
  undo: ({ project }) => void undo(project),
  redo: ({ project }) => void redo(project),
  async split({ project, random }) {
    const { splitProject } = await import('../../../../core/services/dataset/split.ts')
    if (listImages(project).length > 0) splitProject(project, { val: 0.3, test: 0, seed: Math.floor(random() * 1000) })
  },
  async export({ project, folder, random }) {
    const { exportDataset } = await import('../../../../core/services/dataset/export.ts')
    if (!listImages(project).some(({ boxCount }) => boxCount > 0)) return
    const format = random() < 0.5 ? 'coco' : 'voc'
    await exportDataset(project, path.join(folder, `export-${Math.floor(random() * 2)}`), format, job)
  },
  migrate({ folder, prefix, count }) {
    const place = path.join(folder, `old-${prefix}-${count}.focal`)
    mkdirSync(path.join(place, 'runs'), { recursive: true })
    copyFileSync(path.join(folder, 'older.focal', 'project.db'), path.join(place, 'project.db'))
    openProject(place).close()
  },
  backup({ project, say }) {
    say(`backup ${makeBackup(project.database, 'request').name}`)
  },
  restore(place) {
    const backups = listBackupFiles(place.project.path)
    const chosen = backups[Math.floor(place.random() * Math.min(3, backups.length))]
    if (!chosen) return
    // Under another name the rotation cannot take it away before the parent has looked at it.
    cpSync(chosen.file, path.join(place.folder, 'wanted.db'))
    place.say(`wanted ${chosen.name}`)
    place.project.close()
    restoreBackup(place.project.database.path, chosen.name)
    place.project = openProject(place.project.path)
  },
}

/** A COCO data set of four tiny images that no other has. */
export function makeSource(folder: string, words: string): void {
  mkdirSync(folder, { recursive: true })
  const names = ['a', 'b', 'c', 'd'].map((letter) => `${path.basename(folder)}-${letter}.bmp`)
  for (const name of names) writeFileSync(path.join(folder, name), bitmap(`${words} ${name}`))
  const dataset = {
    images: names.map((name, id) => ({ id, file_name: name, width: 8, height: 8 })),
    annotations: names.map((_name, id) => ({ id, image_id: id, category_id: 1, bbox: [1, 1, 4 + id / 4, 5.5] })),
    categories: [{ id: 1, name: 'cat' }],
  }
  writeFileSync(path.join(folder, 'labels.json'), JSON.stringify(dataset))
}

/** An 8 x 8 bitmap of 24 bits whose first pixels spell the words. */
function bitmap(words: string): Buffer {
  const file = Buffer.alloc(54 + 192)
  file.write('BM')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(8, 18)
  file.writeInt32LE(8, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  file.writeUInt32LE(192, 34)
  file.write(words, 54)
  return file
}
