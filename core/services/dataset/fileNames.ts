/** Names for files that are written: what sources call them may be impossible here, or break what lists them. */

/** What no name on Windows may have. */
const WINDOWS_CHARACTERS = /[<>:"|?*]/g
const WINDOWS_DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i
/** File systems take 255 bytes; label files add an extension of their own, copies a number. */
const LONGEST_BYTES = 240

/**
 * The name of a file, without what cannot be in it: line ends and other control characters anywhere, and on Windows also
 * its own characters and the names of its devices. One that is too long loses the end of its stem.
 */
export function possibleName(name: string, platform: NodeJS.Platform = process.platform): string {
  let possible = name.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '_')
  if (platform === 'win32') {
    possible = possible.replaceAll(WINDOWS_CHARACTERS, '_').replace(WINDOWS_DEVICES, '_$1')
    possible = possible.replace(/[. ]+$/, '_')
  }
  return shortened(possible)
}

/** The same for folders and a file, with forward slashes. */
export function possiblePath(path: string, platform?: NodeJS.Platform): string {
  return path
    .split('/')
    .map((part) => possibleName(part, platform))
    .join('/')
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && name.length - dot <= 8 ? name.slice(dot) : ''
  const characters = Array.from(name.slice(0, name.length - extension.length))
  while (Buffer.byteLength(characters.join('') + extension) > LONGEST_BYTES) characters.pop()
  return characters.join('') + extension
}

/** What two names have in common that cannot stand side by side on drives that ignore case and composition. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase()
}
