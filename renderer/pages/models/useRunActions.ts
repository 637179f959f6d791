/** What can be done with a run: rename, review, continue, export, delete. */
import { useRouter } from 'vue-router'
import type { RunSummary } from '../../../core/api/types.ts'
import { api } from '../../api.ts'
import { usePicker } from '../../components/picker/pick.ts'
import { useConfirm } from '../../composables/confirm.ts'
import { orShowError, showError } from '../../composables/errors.ts'
import { useJob } from '../../composables/job.ts'
import { toast } from '../../composables/toasts.ts'
import { useProject } from '../../stores/project.ts'

export function useRunActions(changed: () => Promise<void>) {
  const project = useProject()
  const router = useRouter()
  const confirm = useConfirm()
  const pick = usePicker()
  const exporting = useJob()

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

  /** Writes weights and their description into a folder of the model's name. */
  async function exportModel({ id, name }: RunSummary) {
    const folder = await pick({ title: `Export ${name}: in which folder?`, want: 'folder', action: 'Export here' })
    if (folder === null) return
    const out = `${folder}/${fileName(name)}`
    const job = await orShowError(() =>
      exporting.run(() => api.training.exportModel.mutate({ project: project.id, run: id, out, format: 'studio' })),
    )
    if (job?.status === 'failed' && job.error) showError(new Error(job.error.message))
    if (job?.result?.kind !== 'export-model') return
    toast({
      id: `exported-${id}`,
      title: `${name} is exported`,
      description: job.result.out,
      icon: 'i-lucide-folder-check',
      color: 'success',
      duration: 8000,
    })
  }

  const goTo = (name: 'review' | 'train', run: number) =>
    router.push(
      name === 'review'
        ? { name, params: { project: project.id, run: String(run) } }
        : { name, params: { project: project.id }, query: { continueFrom: String(run) } },
    )

  return { rename, remove, exportModel, exporting, goTo }
}

export type RunActions = ReturnType<typeof useRunActions>

/** A name that every file system takes. */
function fileName(name: string): string {
  const safe = name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '-').replace(/^[.\s]+|[.\s]+$/gu, '')
  return safe === '' ? 'model' : safe
}
