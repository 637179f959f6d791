/** Errors that reach the person: a toast with the sentence, the hint, and never a stack trace. */
import { errorOf } from '../api.ts'
import { toast } from './toasts.ts'

/** Shows what was thrown. Use where nothing better can be done with it at the spot. */
export function showError(error: unknown, title?: string): void {
  const { code, message, hint } = errorOf(error)
  if (code === 'CANCELLED') return
  toast({
    id: `error:${code}:${message}`,
    title: title ?? message,
    description: [title === undefined ? '' : message, hint ?? ''].filter((part) => part !== '').join(' '),
    color: 'error',
    icon: 'i-lucide-triangle-alert',
    duration: 10_000,
  })
}

/** Runs work and shows what it throws; answers undefined then. */
export async function orShowError<T>(work: () => Promise<T>, title?: string): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    showError(error, title)
    return undefined
  }
}
