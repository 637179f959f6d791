/** The window's one way to the engine. The host (browser or Electron) makes no difference: same paths, same origin. */
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client'
import { EventSource } from 'eventsource'
import type { inferRouterOutputs } from '@trpc/server'
import type { ErrorBody } from '../core/api/errors.ts'
import type { AppRouter } from '../core/api/router.ts'

export type Outputs = inferRouterOutputs<AppRouter>

/** For calls that must not wait for slower ones: calls of one moment are else answered together. */
export const ALONE = { context: { alone: true } }

export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      // Chromium's own EventSource does not speak the desktop window's app://; this one is made of fetch.
      true: httpSubscriptionLink({ url: '/api', EventSource }),
      // The engine takes long lists (a filter's ids) only in a body.
      false: splitLink({
        condition: (operation) => operation.context['alone'] === true,
        true: httpLink({ url: '/api', methodOverride: 'POST' }),
        false: httpBatchLink({ url: '/api', methodOverride: 'POST', maxURLLength: 8000 }),
      }),
    }),
  ],
})

/** The sentence and the hint of anything that a call threw. */
export function errorOf(error: unknown): ErrorBody {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data
    if (data !== null && typeof data === 'object' && 'studio' in data) return data.studio as ErrorBody
    return {
      code: 'IO',
      message: 'The engine does not answer.',
      hint: 'It restarts by itself; your labels are saved. Try again in a moment.',
    }
  }
  if (isErrorBody(error)) return error
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

/** Whether something thrown is an error in its plain form already: a job's, or one that was kept to be shown later. */
function isErrorBody(error: unknown): error is ErrorBody {
  return (
    error !== null && typeof error === 'object' && !(error instanceof Error) && 'code' in error && 'message' in error
  )
}

/**
 * Address of an image's picture, by its content hash so that a changed file is fetched again. To that of a 'tile', a part at
 * full size, `&column=` and `&row=` are added.
 */
export function pictureUrl(
  project: string,
  image: { id: number; hash: string },
  form: 'original' | 'display' | 'thumb' | 'tile',
): string {
  return `/files/${encodeURIComponent(project)}/${image.id}/${form}?v=${image.hash.slice(0, 12)}`
}
