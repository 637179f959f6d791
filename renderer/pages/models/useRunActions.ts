/** What can be done with a run: rename, review, continue, delete. */
import { useRouter } from 'vue-router'
import type { RunSummary } from '../../../core/api/types.ts'
import { api } from '../../api.ts'
import { useConfirm } from '../../composables/confirm.ts'
import { orShowError } from '../../composables/errors.ts'
import { useProject } from '../../stores/project.ts'

export function useRunActions(changed: () => Promise<void>) {
  const project = useProject()
  const router = useRouter()
  const confirm = useConfirm()

  async function rename({ id, name }: RunSummary, next: string) {
    const text = next.trim()
    if (text === '' || text === name) return
    await orShowError(() => api.training.rename.mutate({ project: project.id, run: id, name: text }))
    await changed()
  }

  /** Asks first; answers whether the run is gone. */
  async function remove({ id, name }: RunSummary): Promise<boolean> {
    const sure = await confirm({
      title: `Delete ${name}?`,
      text: 'Its weights, curves and detections are deleted and cannot be brought back. Your labels stay, also those that came from it.',
      action: 'Delete model',
    })
    if (!sure) return false
    const done = await orShowError(async () => {
      await api.training.remove.mutate({ project: project.id, run: id })
      return true
    })
    await changed()
    return done === true
  }

  const goTo = (name: 'review' | 'train', run: number) =>
    router.push(
      name === 'review'
        ? { name, params: { project: project.id, run: String(run) } }
        : { name, params: { project: project.id }, query: { continueFrom: String(run) } },
    )

  return { rename, remove, goTo }
}

export type RunActions = ReturnType<typeof useRunActions>
