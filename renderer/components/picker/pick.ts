/**
 * Asks the person for a folder or file: with the system's dialog in the Electron window, and with the studio's own
 * browser of the engine's folders elsewhere. `const pick = usePicker()` in setup; `await pick({ title, want: 'folder' })`
 * answers the path, or null when it was closed.
 */
import { useOverlay } from '@nuxt/ui/composables'
import { nativeShell } from '../../shell.ts'
import FolderPicker from './FolderPicker.vue'
import type { PickRequest } from './pickRequest.ts'

export function usePicker(): (request: PickRequest) => Promise<string | null> {
  const overlay = useOverlay()
  return async (request) => {
    const native = nativeShell()
    const { title, path, extensions } = request
    if (native && request.want === 'file') {
      const filters = extensions && [{ name: request.title, extensions }]
      return (await native.chooseFiles({ title, filters }))[0] ?? null
    }
    if (native) return native.chooseFolder({ title, defaultPath: path })
    const dialog = overlay.create(FolderPicker, { destroyOnClose: true })
    const answer: unknown = await dialog.open({ request }).result
    return typeof answer === 'string' ? answer : null
  }
}
