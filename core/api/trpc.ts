/** tRPC's set-up: the context and the form of errors, which never carry a stack trace. */
import { initTRPC, TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { errorBody, StudioError, type ErrorCode } from './errors.ts'
import type { Services } from './services.ts'

export interface Context {
  services: Services
}

const HTTP_CODES: Partial<Record<ErrorCode, TRPC_ERROR_CODE_KEY>> = {
  BAD_INPUT: 'BAD_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  READ_ONLY: 'FORBIDDEN',
  FORBIDDEN: 'FORBIDDEN',
  NO_DATA: 'PRECONDITION_FAILED',
}

const t = initTRPC.context<Context>().create({
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  errorFormatter({ shape, error }) {
    const body = errorBody(error.cause ?? error)
    return {
      message: body.message,
      code: shape.code,
      data: { httpStatus: shape.data.httpStatus, path: shape.data.path, studio: body },
    }
  },
})

/** Gives a thrown StudioError its HTTP status; the body is made by the formatter above. */
const studioErrors = t.middleware(async ({ next, signal }) => {
  const result = await next()
  // Who asked went away, and the work was broken off for it: nothing went wrong.
  if (!result.ok && signal?.aborted === true) {
    throw new TRPCError({ code: 'CLIENT_CLOSED_REQUEST', cause: result.error.cause })
  }
  if (!result.ok && result.error.cause instanceof StudioError) {
    const { cause } = result.error
    throw new TRPCError({ code: HTTP_CODES[cause.code] ?? 'INTERNAL_SERVER_ERROR', message: cause.message, cause })
  }
  return result
})

/** Changes wait until nothing long is being written; whoever waited inside the database would hold up everybody. */
const inTurn = t.middleware(async ({ ctx, type, getRawInput, next }) => {
  if (type === 'mutation') {
    const input = await getRawInput()
    const project = input !== null && typeof input === 'object' && 'project' in input ? input.project : null
    if (typeof project === 'string') await ctx.services.projects.writable(project)
  }
  return next()
})

export const router = t.router
export const procedure = t.procedure.use(studioErrors).use(inTurn)
