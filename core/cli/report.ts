/** What every command shares: --json on stdout, progress and words on stderr, and the exit codes. */
import { CommanderError, InvalidArgumentError } from 'commander'
import { errorBody } from '../api/errors.ts'

const EXIT_FAILED = 1
const EXIT_WRONG_USAGE = 2

export interface Output {
  json: boolean
}

/** Names of files may hold anything, and terminals obey control characters. */
function printable(words: string): string {
  return words.replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}

/** Prints the answer: one JSON object with --json, else the words. */
export function answer(output: Output, object: object, words: () => string): void {
  process.stdout.write(output.json ? `${JSON.stringify(object)}\n` : `${printable(words())}\n`)
}

/** A line for people on stderr. */
export function tell(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}

/** A line that the next one overwrites, where stderr is a terminal; elsewhere nothing is lost by leaving it out. */
export function tellLive(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${printable(line).replaceAll('\n', ' ')}`)
}

/** Ends the line that `tellLive` keeps overwriting. */
export function endLive(): void {
  if (process.stderr.isTTY) process.stderr.write('\n')
}

/** Runs the program; failures become one clear line (or a JSON object) on stderr and exit code 1, wrong usage 2. */
export async function exitCode(run: () => Promise<unknown>): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    // Commander prints what it finds itself; a command's own checks are printed here.
    if (error instanceof InvalidArgumentError) tell(`error: ${error.message}`)
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USAGE
    const body = errorBody(error)
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: body })}\n`)
    tell(`${body.code}: ${body.message}${body.hint === undefined ? '' : `\n${body.hint}`}`)
    return EXIT_FAILED
  }
}
