/** The window's toasts, for code outside of components too: the App connects them once. */
import type { useToast } from '@nuxt/ui/composables'

type Toaster = ReturnType<typeof useToast>
export type ToastContent = Parameters<Toaster['add']>[0]

let toaster: Toaster | null = null

/** Called once in the App's setup, with what `useToast()` gives there. */
export function connectToasts(connected: Toaster): void {
  toaster = connected
}

/** Shows a toast; one with the same id is replaced. */
export function toast(content: ToastContent): void {
  toaster?.add(content)
}

export function removeToast(id: string): void {
  toaster?.remove(id)
}
