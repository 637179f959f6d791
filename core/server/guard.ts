/**
 * Who may speak to the web host: a browser that came with the token of the first address, from the host's own pages.
 * Checking Host stops DNS rebinding, checking Origin stops other sites' forms and scripts, the token stops other users
 * of this computer.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

export interface GuardOptions {
  token: string
  /** Port that the server listens on. */
  port: number
  /** A name and port through which the server is reached as well: the near end of an SSH tunnel. */
  publicHost?: string | undefined
}

const SAFE_METHODS = new Set(['GET', 'HEAD'])

/** Cookies are shared by all ports of a host, so its name carries the port. */
function cookieName(port: number): string {
  return `focal-studio-${port}`
}

/** Refuses with a clear 403 whatever does not come from the studio's own pages. */
export function guard({ token, port, publicHost }: GuardOptions): MiddlewareHandler {
  const hosts = new Set([`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
  if (port === 80) for (const name of ['localhost', '127.0.0.1', '[::1]']) hosts.add(name)
  if (publicHost !== undefined) hosts.add(publicHost.toLowerCase())
  const cookie = cookieName(port)

  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase() ?? ''
    if (!hosts.has(host)) {
      return refuse(
        context,
        `The studio does not answer to the host name "${host}". Open the address that "focal-studio serve" printed; behind a tunnel, start it with --public-host ${host || 'NAME:PORT'}.`,
      )
    }
    if (!sameOrigin(context, hosts)) {
      return refuse(context, 'This request came from another site. The studio answers only to its own pages.')
    }
    const { token: given, ...others } = context.req.query()
    if (given !== undefined && context.req.method === 'GET' && context.req.path === '/') {
      if (!equal(given, token)) return refuse(context, wrongToken)
      setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
      const rest = new URLSearchParams(others).toString()
      return context.redirect(rest ? `/?${rest}` : '/', 303)
    }
    const bearer = context.req.header('authorization')?.match(/^Bearer (.+)$/)?.[1]
    if (!equal(bearer ?? getCookie(context, cookie) ?? '', token)) return refuse(context, wrongToken)
    await next()
  }
}

const wrongToken =
  'This address lacks the token of the running studio. Open the whole address that "focal-studio serve" printed.'

/** Browsers send Origin with every write and Sec-Fetch-Site with everything; other programs send neither. */
function sameOrigin(context: Context, hosts: ReadonlySet<string>): boolean {
  const origin = context.req.header('origin')
  if (origin !== undefined) return URL.canParse(origin) && hosts.has(hostOf(origin))
  const site = context.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  // Following a link from elsewhere to the studio's first page is fine; what it shows still needs the cookie.
  return SAFE_METHODS.has(context.req.method) && context.req.header('sec-fetch-mode') === 'navigate'
}

function hostOf(origin: string): string {
  const url = new URL(origin)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : ''
}

/** Compares without telling by its duration how much was right. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function refuse(context: Context, message: string): Response {
  return context.json({ code: 'FORBIDDEN', message }, 403)
}
