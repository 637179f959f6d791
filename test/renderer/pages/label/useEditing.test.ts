/** Boxes taken over from another image. */
import { nextTick } from 'vue'
import { expect, it } from 'vitest'
import { addBox } from '../../../../core/project/boxes.ts'
import { addClass } from '../../../../core/project/classes.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { addImage } from '../../../../core/project/images.ts'
import { createProject } from '../../../../core/project/project.ts'
import { newImage, temporaryFolder } from '../../../core/project/temporaryProject.ts'
import { engineForStores, holdUp } from '../../stores/realEngine.ts'
import { useEditing } from '../../../../renderer/pages/label/composables/useEditing.ts'
import { useLabels } from '../../../../renderer/stores/labels.ts'
import { useProject } from '../../../../renderer/stores/project.ts'

it('boxes of the previous image that arrive late are not put on an image that was opened meanwhile', async () => {
  const { services } = engineForStores()
  const made = createProject(temporaryFolder(), 'Cells')
  let images: number[] = []
  recordChange(made, 'Fill', (change) => {
    const classId = addClass(change, 'cell')
    images = ['a', 'b', 'c'].map((name) => addImage(change, newImage(`${name}.jpg`)))
    addBox(change, images[0]!, { width: 640, height: 480 }, { classId, x1: 1, y1: 1, x2: 9, y2: 9 })
  })
  made.close()
  const { id } = services.projects.open(made.path)
  const [project, labels, editing] = [useProject(), useLabels(), useEditing()]
  await project.load(id)
  await nextTick()
  const [from = 0, here = 0, other = 0] = images
  await labels.open(other)
  await labels.open(here)
  const { arrived, release } = holdUp('labels.get')
  const late = editing.takeFrom(from)
  await arrived
  await labels.open(other)
  release()
  await late
  await labels.settled()
  for (const image of [here, other]) expect(services.labels.get(id, image).boxes).toEqual([])

  await labels.open(here)
  await editing.takeFrom(from)
  await labels.settled()
  expect(services.labels.get(id, here).boxes).toHaveLength(1)
})
