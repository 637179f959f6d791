/** Security headers of every answer. */
import type { MiddlewareHandler } from 'hono'

/**
 * Style elements that the window's libraries add while it runs, by the hash of their text. The first depends on the
 * theme in build/vite.config.ts: when that changes, the browser's console names the new hash.
 */
const LIBRARY_STYLES = [
  'sha256-iuDqq3CSyV/m0VO8BwDp8yNkKMoaEp6NHa7h/kxqixE=', // Nuxt UI: the theme's colours
  'sha256-skqujXORqzxt1aE0NNXxujEanPTX6raoqSscTV/Ww/Y=', // VueUse: no transitions while dark and light change
  'sha256-60LHlRjW/B3CtzIoE/Lf1/NEDvko9efWMFaGVhHu/cs=', // Reka UI: no scroll bars in its select
  'sha256-6kJHBrMeYPjuL963zk84BmND3Z4cszEoZMFiRK2nkPY=', // Reka UI: no scroll bars in its scroll area
  'sha256-0sLsI2a+NIcumVvBF9zD/ArGqlZR2xfnxsALPmK7nj8=', // Reka UI: no scroll bars in its combobox
  'sha256-yoGyYYViZJc8Bw64PWPe6uO7PMr8i7+Vs5Cs9w37VrU=', // Reka UI: no scroll bars in its list
] as const

/**
 * Only the studio's own files run; nothing is loaded from elsewhere. Pictures may be made by the page itself (blob:,
 * data:). `styleHashes` are the style elements of the built index.html.
 */
export function contentSecurityPolicy(styleHashes: readonly string[]): string {
  const styles = ["'self'", ...[...LIBRARY_STYLES, ...styleHashes].map((hash) => `'${hash}'`)].join(' ')
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Adds the headers; the policy is asked for each time, since a new build of the window changes its hashes. */
export function securityHeaders(policy: () => string): MiddlewareHandler {
  return async (context, next) => {
    await next()
    const { headers } = context.res
    headers.set('Content-Security-Policy', policy())
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('Referrer-Policy', 'no-referrer')
    headers.set('X-Frame-Options', 'DENY')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  }
}
