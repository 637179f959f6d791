/** The engine's HTTP face, the same on the web host and on the desktop shell's socket. */
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { Hono, type MiddlewareHandler } from 'hono'
import { appRouter } from '../api/router.ts'
import type { Services } from '../api/services.ts'
import { contentSecurityPolicy, securityHeaders } from './headers.ts'
import { staticFiles, styleHashes } from './staticFiles.ts'

export interface AppParts {
  services: Services
  /** Answers /files/*: the pictures. */
  files: (request: Request) => Promise<Response>
  /** Folder of the built window. */
  rendererFolder: string
  /** Called at each request. */
  onRequest: () => void
  /** Called with what failed unexpectedly. */
  onError: (error: unknown) => void
}

/** Builds the app; `guards` run before everything else. */
export function createApp(parts: AppParts, guards: MiddlewareHandler[] = []): Hono {
  const { services, rendererFolder } = parts
  const app = new Hono()
  let hashes: string[] = []
  app.use(securityHeaders(() => contentSecurityPolicy(hashes)))
  for (const guard of guards) app.use(guard)
  app.use((_context, next) => {
    parts.onRequest()
    return next()
  })
  app.use(async (_context, next) => {
    hashes = await styleHashes(rendererFolder)
    await next()
  })
  app.all('/api/*', (context) =>
    fetchRequestHandler({
      endpoint: '/api',
      req: context.req.raw,
      router: appRouter,
      // The window sends long queries in a body.
      allowMethodOverride: true,
      createContext: () => ({ services }),
      onError: ({ error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') parts.onError(error.cause ?? error)
      },
    }),
  )
  app.all('/files/*', (context) => parts.files(context.req.raw))
  app.get('*', staticFiles(rendererFolder))
  app.onError((error, context) => {
    parts.onError(error)
    return context.json({ code: 'INTERNAL', message: 'The studio could not answer this request.' }, 500)
  })
  return app
}
