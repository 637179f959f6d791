/** Words for the person who waits: one line each on stderr, so that --json output on stdout stays clean. */

/** Writes one line about what set-up does. */
export function say(line: string): void {
  process.stderr.write(`set-up: ${line}\n`)
}

/** Bytes for people: '7.7 MB', '274 MB', '1.2 GB' (powers of ten). */
export function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e8 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** The first line of an error that tells a person something. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split('\n').map((line) => line.trim())
  return lines.find((line) => line !== '') ?? 'no reason was given'
}
