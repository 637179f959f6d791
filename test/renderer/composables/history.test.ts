/** Undo and redo whose keys follow each other faster than the engine answers. */
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { undo, useHistoryActions } from '../../../renderer/composables/history.ts'
import { currentActions } from '../../../renderer/keys/actions.ts'

const project = vi.hoisted(() => ({
  history: { undo: null, redo: null } as { undo: object | null; redo: object | null },
  undo: vi.fn(),
  redo: vi.fn(),
}))
vi.mock('../../../renderer/stores/project.ts', () => ({ useProject: () => project }))
vi.mock('../../../renderer/composables/toasts.ts', () => ({ toast() {}, removeToast() {} }))
vi.mock('../../../renderer/api.ts', () => ({ api: {}, errorOf: (error: unknown) => error }))

const step = { id: 1, title: 'Move a box' }
let done: string[]

beforeEach(() => {
  done = []
  project.history = { undo: step, redo: null }
  const takes = (name: string, after: typeof project.history) => async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    project.history = after
    done.push(name)
    return step
  }
  project.undo.mockImplementation(takes('undo', { undo: null, redo: step }))
  project.redo.mockImplementation(takes('redo', { undo: step, redo: null }))
})

/** Does what the key of an action does: nothing where the action is not there. */
function press(id: string): unknown {
  const action = currentActions().find((one) => one.id === id)
  return action?.when?.() === false ? undefined : action?.run()
}

it('redoes what is still being undone when the key is pressed', async () => {
  const scope = effectScope()
  scope.run(useHistoryActions)
  await Promise.all([press('history.undo'), press('history.redo')])
  expect(done).toEqual(['undo', 'redo'])
  expect(project.history).toEqual({ undo: step, redo: null })
  scope.stop()
})

it('takes one step at a time, and none where nothing is left to be undone', async () => {
  await Promise.all([undo(), undo()])
  expect(done).toEqual(['undo'])
})

it('goes on after a step that failed', async () => {
  project.undo.mockRejectedValueOnce(new Error('The drive is full.'))
  await Promise.all([undo(), undo()])
  expect(done).toEqual(['undo'])
})
