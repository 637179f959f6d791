/** The list that is browsed: what a change of it asks the engine for. */
import { expect, it } from 'vitest'
import { recordChange } from '../../../core/project/history.ts'
import { addImage, setImageStates } from '../../../core/project/images.ts'
import { createProject } from '../../../core/project/project.ts'
import { newImage, temporaryFolder } from '../../core/project/temporaryProject.ts'
import { engineForStores, holdUp } from './realEngine.ts'
import { useBrowse } from '../../../renderer/stores/browse.ts'

/** Three images, of which the second is in progress. */
function opened(): { id: string; images: number[] } {
  const { services } = engineForStores()
  const project = createProject(temporaryFolder(), 'Browsed')
  let images: number[] = []
  recordChange(project, 'Fill', (change) => {
    images = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => addImage(change, newImage(name)))
    setImageStates(change, images.slice(1, 2), 'in-progress')
  })
  project.close()
  return { id: services.projects.open(project.path).id, images }
}

it('another list comes with the rows that are seen first, fresh', async () => {
  const { id, images } = opened()
  const browse = useBrowse()
  await browse.open(id)
  expect([0, 1, 2].map((index) => browse.row(index)?.name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg'])
  await browse.change({ filter: { states: ['in-progress'] } })
  expect(browse.ids).toEqual(images.slice(1, 2))
  const { arrived, release } = holdUp('images.page')
  let asked = false
  void arrived.then(() => (asked = true))
  await browse.load(0, 1)
  expect(asked).toBe(false)
  release()
})

it('a list that is no longer wanted is broken off, and what comes of it is dropped', async () => {
  const { id, images } = opened()
  const browse = useBrowse()
  await browse.open(id)
  const { arrived, release } = holdUp('images.list')
  const first = browse.change({ filter: { states: ['new'] } })
  const signal = await arrived
  await browse.change({ filter: { states: ['in-progress'] } })
  expect(signal?.aborted).toBe(true)
  release()
  await first
  expect(browse.ids).toEqual(images.slice(1, 2))
})
