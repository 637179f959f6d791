/** What can be done with a run: rename, watch, go on, review, continue from it, delete. */
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

  /** Goes on with a training that was cut off or stopped, and shows it. */
  async function goOn({ id }: RunSummary) {
    await orShowError(() => api.training.resume.mutate({ project: project.id, run: id }))
    await changed()
    await watchRun(id)
  }

  const watchRun = (run: number) => router.push({ name: 'train', params: { project: project.id, run: String(run) } })
  const goTo = (name: 'review' | 'train', run: number) =>
    router.push(
      name === 'review'
        ? { name, params: { project: project.id, run: String(run) } }
        : { name, params: { project: project.id }, query: { continueFrom: String(run) } },
    )

  return { rename, remove, goOn, watchRun, goTo }
}

export type RunActions = ReturnType<typeof useRunActions>
