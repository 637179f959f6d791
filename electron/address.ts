/** The window's one origin. */
export const windowScheme = 'app'
export const windowAddress = `${windowScheme}://studio/`

/** Whether an address is one of the studio's own pages. */
export function isOwnPage(address: string): boolean {
  return address.startsWith(windowAddress)
}

/** Addresses that may be opened in the system's browser: plain web pages. */
export function isWebPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  return new URL(address).protocol === 'https:'
}
