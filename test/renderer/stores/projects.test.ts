/** Going from one project to another while calls are still under way. */
import { nextTick } from 'vue'
import { expect, it } from 'vitest'
import type { Engine } from '../../../core/engine.ts'
import { addClass } from '../../../core/project/classes.ts'
import { recordChange } from '../../../core/project/history.ts'
import { addImage } from '../../../core/project/images.ts'
import { createProject } from '../../../core/project/project.ts'
import { newImage, temporaryFolder } from '../../core/project/temporaryProject.ts'
import { engineForStores, holdUp } from './realEngine.ts'
import { useBrowse } from '../../../renderer/stores/browse.ts'
import { useLabels } from '../../../renderer/stores/labels.ts'
import { useProject } from '../../../renderer/stores/project.ts'

/** How long an answer may take on a busy machine. */
const WAIT = { timeout: 20_000 }

/** Two projects with an image and a class each; ids are the same in both. */
function twoProjects({ services }: Engine): { first: string; second: string; image: number; classId: number } {
  const folder = temporaryFolder()
  let [image, classId] = [0, 0]
  const [first = '', second = ''] = ['First', 'Second'].map((name) => {
    const project = createProject(folder, name)
    recordChange(project, 'Fill', (change) => {
      classId = addClass(change, 'cat')
      image = addImage(change, newImage('a.jpg'))
    })
    project.close()
    return services.projects.open(project.path).id
  })
  return { first, second, image, classId }
}

it('a late answer about the project that was left does not replace the one that is open', async () => {
  const { first, second } = twoProjects(engineForStores())
  const project = useProject()
  await project.load(first)
  const { arrived, release } = holdUp('projects.summary')
  const late = project.changed()
  await arrived
  await project.load(second)
  release()
  await late
  expect(project.id).toBe(second)
})

it('boxes that wait when another project is opened are saved where they were drawn', async () => {
  const engine = engineForStores()
  const { first, second, image, classId } = twoProjects(engine)
  const { labels: stored } = engine.services
  const [project, labels] = [useProject(), useLabels()]
  await project.load(first)
  await nextTick()
  await labels.open(image)
  const { arrived, release } = holdUp('labels.edit')
  labels.add([{ x1: 1, y1: 1, x2: 9, y2: 9, classId }])
  labels.add([{ x1: 2, y1: 2, x2: 8, y2: 8, classId }])
  await arrived
  await project.load(second)
  await nextTick()
  release()
  await expect.poll(() => stored.get(first, image).boxes.length, WAIT).toBe(2)
  expect(stored.get(second, image).boxes).toEqual([])
  expect(project.history.undo?.title).toBe('Fill')
})

it('a list that could not be loaded is not taken for loaded because another project’s was', async () => {
  const { first } = twoProjects(engineForStores())
  const browse = useBrowse()
  await browse.open(first)
  expect(browse.ids).toHaveLength(1)
  await expect(browse.open('gone')).rejects.toThrow()
  expect(browse.ready).toBe(false)
})

it('what was done elsewhere is taken in when the window is come back to', async () => {
  const engine = engineForStores()
  const { first, image, classId } = twoProjects(engine)
  const [project, labels] = [useProject(), useLabels()]
  await project.load(first)
  await nextTick()
  await labels.open(image)
  await project.lookAround()
  expect(project.revision, 'nothing to fetch again').toBe(0)
  const box = { x1: 1, y1: 1, x2: 9, y2: 9, classId }
  engine.services.labels.edit(first, image, [{ kind: 'add', box }], 'Add box')
  await project.lookAround()
  expect(project.history.undo?.title).toBe('Add box')
  await expect.poll(() => labels.boxes.length, WAIT).toBe(1)
})
