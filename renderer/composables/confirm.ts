/** Asks before something that takes away: `if (await confirm({ title, text, action })) …`. */
import { useOverlay } from '@nuxt/ui/composables'
import ConfirmDialog from '../components/ConfirmDialog.vue'

export interface Question {
  title: string
  text?: string
  /** The word on the button, a verb: 'Delete class'. */
  action: string
  color?: 'error' | 'primary' | 'warning'
}

/** Call in a component's setup. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const overlay = useOverlay()
  return async (question) => {
    const dialog = overlay.create(ConfirmDialog, { destroyOnClose: true })
    return (await dialog.open(question).result) === true
  }
}
