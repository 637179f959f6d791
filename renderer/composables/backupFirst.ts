/** Shows the backup that goes before a large change: `if (await backupFirst({ kind: 'remove-images', images })) …`. */
import { useOverlay } from '@nuxt/ui/composables'
import type { LargeChange } from '../../core/api/services.ts'
import { api } from '../api.ts'
import BackupDialog from '../components/BackupDialog.vue'
import { useProject } from '../stores/project.ts'
import { useJob } from './job.ts'

/** A backup that is made sooner is not worth a word. */
const SOON_MS = 400

/** Call in a component's setup. What it returns answers whether to go on, once there is a backup or none is needed. */
export function useBackupFirst(): (change: LargeChange) => Promise<boolean> {
  const overlay = useOverlay()
  const store = useProject()
  const backup = useJob()
  return async (change) => {
    const job = await api.projects.backUpBefore.mutate({ project: store.id, change })
    if (job === null) return true
    const made = backup.follow(job.id).then(() => true)
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), SOON_MS))
    if (await Promise.race([made, late])) return true
    const dialog = overlay.create(BackupDialog, { destroyOnClose: true })
    return (await dialog.open({ job }).result) === true
  }
}
