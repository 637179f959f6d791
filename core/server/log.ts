/** The engine's log: JSON lines on stderr, only what went wrong unless FOCAL_STUDIO_LOG asks for more. */
import pino from 'pino'

const level = process.env['FOCAL_STUDIO_LOG']
const stderr = pino.destination({ fd: 2, sync: true })
let isPlain = false

export const log = pino(
  { name: 'focal-studio', level: level ?? 'error' },
  { write: (line: string) => void stderr.write(isPlain ? plainLine(line) : line) },
)

/** For the command line, where people read along: sentences instead of JSON, unless a log was asked for. */
export function logPlainly(): void {
  isPlain = level === undefined
}

/** The sentence of a line of the log, with what to do. */
export function plainLine(line: string): string {
  const { msg, err } = JSON.parse(line) as { msg?: string; err?: { hint?: string } }
  const words = [msg, err?.hint].filter((part) => part !== undefined).join(' ')
  return `${words.replaceAll(/\p{Cc}/gu, ' ')}\n`
}
