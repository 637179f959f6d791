import { expect, it } from 'vitest'
import { boxesByImage } from '../../../../core/project/boxes.ts'
import { countBoxFrames, turnBoxes } from '../../../../core/project/boxFrames.ts'
import { imageIds } from '../../../../core/project/imageQueries.ts'
import { redo, undo } from '../../../../core/project/history.ts'
import { editLabels } from '../../../../core/project/labels.ts'
import { listImages } from '../../../../core/project/images.ts'
import type { Project } from '../../../../core/project/project.ts'
import { frameQuestion, projectBoxFrames } from '../../../../core/services/dataset/frameQuestion.ts'
import { importDataset } from '../../../../core/services/dataset/import.ts'
import { jpeg, newProject, quietJob, temporaryFolder, vocObject, vocXml, write } from './helpers.ts'

function boxesOf(project: Project, name: string) {
  const image = listImages(project).find((image) => image.name === name)
  return (boxesByImage(project).get(image?.id ?? -1) ?? []).map(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2])
}

/** A photo turned by a quarter without a size, one by half with one, one whose size tells, and one without a tag. */
async function turnedSet(): Promise<string> {
  const folder = temporaryFolder()
  const objects = [vocObject('cat', 10, 10, 30, 40)]
  const size = '<size><width>100</width><height>60</height></size>'
  write(folder, {
    'quarter.jpg': await jpeg(100, 60, 1, 6),
    'quarter.xml': vocXml({ objects }),
    'half.jpg': await jpeg(100, 60, 2, 3),
    'half.xml': vocXml({ objects, size }),
    'told.jpg': await jpeg(100, 60, 3, 6),
    'told.xml': vocXml({ objects, size }),
    'plain.jpg': await jpeg(100, 60, 4),
    'plain.xml': vocXml({ objects, size }),
  })
  return folder
}

const UPRIGHT = { quarter: [[10, 10, 30, 40]], half: [[10, 10, 30, 40]] }
const STORED = { quarter: [[20, 10, 50, 30]], half: [[70, 20, 90, 50]] }

function both(project: Project) {
  return { quarter: boxesOf(project, 'quarter.jpg'), half: boxesOf(project, 'half.jpg') }
}

it('asks about what the labels do not tell, and shows both readings', async () => {
  const question = await frameQuestion(await turnedSet())
  expect(question).toMatchObject({ asked: 2, told: { upright: 0, stored: 1 }, sampled: false })
  expect(question?.example.picture).toMatch(/^data:image\/webp;base64,/)
  const { upright, stored } = question!.example
  expect(upright).not.toEqual(stored)
  const folder = temporaryFolder()
  write(folder, { 'a.jpg': await jpeg(100, 60, 1), 'a.xml': vocXml({ objects: [vocObject('cat', 1, 1, 9, 9)] }) })
  expect(await frameQuestion(folder)).toBeNull()
})

it.each([
  ['upright', UPRIGHT, STORED],
  ['stored', STORED, UPRIGHT],
] as const)('reads a set as %s, remembers it, and turns it later', async (boxFrame, first, second) => {
  const project = newProject()
  const report = await importDataset(project, { source: await turnedSet(), format: 'voc', boxFrame }, quietJob)
  expect(report.warnings.map(({ file }) => file)).toEqual(['told.jpg', ''])
  expect(both(project)).toEqual(first)
  const other = boxFrame === 'stored' ? 'upright' : 'stored'
  expect(countBoxFrames(project)).toEqual({ [boxFrame]: 2, [other]: 0 })
  const certain = ['told.jpg', 'plain.jpg'].map((name) => boxesOf(project, name))
  // A box that a person drew stays where it was drawn.
  const half = listImages(project).find(({ name }) => name === 'half.jpg')!
  const classId = boxesByImage(project).get(half.id)![0]!.classId
  editLabels(project, half.id, [{ kind: 'add', box: { x1: 1, y1: 2, x2: 3, y2: 4, classId } }], 'Draw a box')

  expect(turnBoxes(project, other)).toBe(2)
  const drawn = [1, 2, 3, 4]
  expect(both(project)).toEqual({ ...second, half: [...second.half, drawn] })
  expect(countBoxFrames(project)).toEqual({ [boxFrame]: 0, [other]: 2 })
  expect(['told.jpg', 'plain.jpg'].map((name) => boxesOf(project, name))).toEqual(certain)
  expect(turnBoxes(project, other)).toBe(0)

  expect(undo(project)?.title).toBe('Turn the boxes of 2 photos')
  expect(both(project)).toEqual({ ...first, half: [...first.half, drawn] })
  expect(countBoxFrames(project)).toEqual({ [boxFrame]: 2, [other]: 0 })
  redo(project)
  expect(turnBoxes(project, boxFrame)).toBe(2)
  expect(both(project)).toEqual({ ...first, half: [...first.half, drawn] })
})

it('leaves an imported box where a person has put it', async () => {
  const project = newProject()
  await importDataset(project, { source: await turnedSet(), format: 'voc', boxFrame: 'upright' }, quietJob)
  const half = listImages(project).find(({ name }) => name === 'half.jpg')!
  const [box] = boxesByImage(project).get(half.id)!
  const edges = { x1: 70, y1: 20, x2: 90, y2: 50 }
  editLabels(project, half.id, [{ kind: 'update', id: box!.id, change: edges }], 'Move a box')
  expect(turnBoxes(project, 'stored')).toBe(2)
  expect(both(project)).toEqual({ quarter: STORED.quarter, half: [[70, 20, 90, 50]] })
  undo(project)
  undo(project)
  expect(both(project)).toEqual(UPRIGHT)
  expect(boxesByImage(project).get(half.id)![0]?.origin).toBe('import')
})

it('assumes upright with a warning when nobody was asked, and can show the choice later', async () => {
  const project = newProject()
  const report = await importDataset(project, { source: await turnedSet(), format: 'voc' }, quietJob)
  const assumed = report.warnings.filter(({ reason }) => reason.includes('upright was assumed'))
  expect(assumed.map(({ file }) => file).sort()).toEqual(['half.jpg', 'quarter.jpg'])
  const frames = await projectBoxFrames(project, 'p')
  expect(frames).toMatchObject({ upright: 2, stored: 0 })
  expect(frames?.example.upright).not.toEqual(frames?.example.stored)
  undo(project)
  expect(await projectBoxFrames(project, 'p')).toBeNull()
})

it('reads fractions in the chosen frame and turns them too', async () => {
  const folder = temporaryFolder()
  write(folder, { 'a.jpg': await jpeg(100, 60, 1, 6), 'a.txt': '0 0.2 0.5 0.2 0.5\n', 'classes.txt': 'cat\n' })
  const project = newProject()
  await importDataset(project, { source: folder, format: 'yolo', boxFrame: 'stored' }, quietJob)
  const [stored] = boxesOf(project, 'a.jpg')
  expect(stored?.map(Math.round)).toEqual([15, 10, 45, 30])
  turnBoxes(project, 'upright')
  expect(boxesOf(project, 'a.jpg')[0]?.map(Math.round)).toEqual([6, 25, 18, 75])
})

it('turns the boxes of some images alone', async () => {
  const project = newProject()
  await importDataset(project, { source: await turnedSet(), format: 'voc', boxFrame: 'upright' }, quietJob)
  const [half, plain] = ['half.jpg', 'plain.jpg'].map(
    (name) => listImages(project).find((one) => one.name === name)!.id,
  )
  expect(countBoxFrames(project, [half!, plain!])).toEqual({ upright: 1, stored: 0 })
  expect(await projectBoxFrames(project, 'p', [plain!])).toBeNull()
  expect(turnBoxes(project, 'stored', [half!, plain!])).toBe(1)
  expect(both(project)).toEqual({ quarter: UPRIGHT.quarter, half: STORED.half })
  expect(countBoxFrames(project)).toEqual({ upright: 1, stored: 1 })
  expect(undo(project)?.title).toBe('Turn the boxes of 1 photo')
  expect(both(project)).toEqual(UPRIGHT)
})

it('names photos whose labels contradict their rotation tag, and finds them afterwards', async () => {
  const project = newProject()
  const source = await turnedSet()
  const { warnings } = await importDataset(project, { source, format: 'voc', boxFrame: 'upright' }, quietJob)
  const first = warnings.find(({ reason }) => reason.includes('is:stale-tag'))
  expect(first?.reason).toMatch(/^1 photo has a rotation tag that the labels contradict/)
  const find = (search: string) => {
    const ids = imageIds(project, { filter: { search }, sort: 'path', descending: false })
    return listImages(project, ids).map(({ name }) => name)
  }
  expect(find('is:stale-tag')).toEqual(['told.jpg'])
  expect(find('-is:stale-tag')).toHaveLength(3)
  undo(project)
  expect(find('is:stale-tag')).toEqual([])
  redo(project)
  expect(find('is:stale-tag')).toEqual(['told.jpg'])
})
