/** What Space does in the review's queue: the image is done with. */
import { effectScope, ref, shallowRef } from 'vue'
import { expect, it, vi } from 'vitest'
import { addBox } from '../../../../core/project/boxes.ts'
import { addClass } from '../../../../core/project/classes.ts'
import { recordChange } from '../../../../core/project/history.ts'
import { addImage } from '../../../../core/project/images.ts'
import { createProject } from '../../../../core/project/project.ts'
import type { ImageState } from '../../../../core/project/types.ts'
import { newImage, temporaryFolder } from '../../../core/project/temporaryProject.ts'
import { engineForStores } from '../../stores/realEngine.ts'
import { useMistakeActions } from '../../../../renderer/pages/review/queue/useMistakeActions.ts'
import { useProject } from '../../../../renderer/stores/project.ts'

vi.mock('vue-router', () => ({ useRouter: () => ({}), useRoute: () => ({ params: {} }) }))

/** A queue with two mistakes on the first image and one on the second. */
async function queueOver(states: ImageState[]) {
  const { services } = engineForStores()
  const made = createProject(temporaryFolder(), 'Cells')
  let images: number[] = []
  recordChange(made, 'Fill', (change) => {
    images = states.map((state, index) => addImage(change, newImage(`${index}.jpg`, { state })))
    const box = { classId: addClass(change, 'cell'), x1: 1, y1: 1, x2: 9, y2: 9 }
    if (states[0] !== 'empty') addBox(change, images[0]!, { width: 640, height: 480 }, box)
  })
  made.close()
  const { id } = services.projects.open(made.path)
  await useProject().load(id)
  const [first = 0, second = 0] = images
  const mistakes = [first, first, second].map((imageId) => ({ imageId, kind: 'missed' }))
  const index = ref(0)
  const queue = {
    mistakes: shallowRef(mistakes),
    index,
    current: shallowRef(mistakes[0]),
    image: shallowRef({ labels: services.labels.get(id, first), detections: [] }),
    select: (next: number) => (index.value = next),
  }
  const actions = effectScope().run(() => useMistakeActions({} as never, queue as never))!
  return { ...actions, index, state: () => services.labels.get(id, first).image.state }
}

it('marks the image done and goes to the next image with mistakes', async () => {
  const { finishImage, index, state } = await queueOver(['in-progress', 'done'])
  await finishImage()
  expect(index.value).toBe(2)
  expect(state()).toBe('done')
  expect(useProject().history.undo?.title).toBe('Mark image as done')
})

it('leaves an image that is done, or empty, as it is', async () => {
  const { finishImage, index, state } = await queueOver(['empty', 'done'])
  await finishImage()
  expect(index.value).toBe(2)
  expect(state()).toBe('empty')
  expect(useProject().history.undo?.title).toBe('Fill')
})
