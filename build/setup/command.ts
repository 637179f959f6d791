import { spawn } from 'node:child_process'
import path from 'node:path'

export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Seconds until the command is stopped; an hour when it is not given. */
  timeout?: number
}

export interface CommandResult {
  code: number
  /** Standard output, and standard output with standard error; each without the first part when it is very long. */
  stdout: string
  output: string
}

const keptOutput = 200_000

/**
 * Runs a program to its end, without a terminal and without input. A program that cannot be started gives code 127
 * with the reason as its output; one that is stopped for its time gives 124.
 */
export function runCommand(program: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    let stdout = ''
    let output = ''
    let timedOut = false
    // npm and npx are .cmd files on Windows, which only a shell can start; none of our arguments needs quoting there.
    const shell = process.platform === 'win32' && program.endsWith('.cmd')
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timer = setTimeout(
      () => {
        timedOut = true
        child.kill('SIGKILL')
      },
      (options.timeout ?? 3600) * 1000,
    )
    child.stdout.on('data', (data: Buffer) => {
      stdout = (stdout + data.toString()).slice(-keptOutput)
      output = (output + data.toString()).slice(-keptOutput)
    })
    child.stderr.on('data', (data: Buffer) => {
      output = (output + data.toString()).slice(-keptOutput)
    })
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, stdout, output: `${program}: ${error.message}` })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: timedOut ? 124 : (code ?? (signal ? 1 : 0)), stdout, output })
    })
  })
}

/** Whether a program can be started (`PROGRAM --version` ends with 0). */
export async function canRun(program: string, args: string[] = ['--version']): Promise<boolean> {
  return (await runCommand(program, args, { timeout: 30 })).code === 0
}

/** Runs a program and throws with the telling line of its output when it fails. */
export async function mustRun(program: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const result = await runCommand(program, args, options)
  if (result.code === 0) return result.stdout
  throw new Error(`${path.basename(program)} failed (${result.code}): ${tellingLine(result.output)}`)
}

/** The line of a failed program's output that tells a person why: without stack traces and retries. */
export function tellingLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm error\s*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
  // pip goes on after a lost connection, and ends with words about versions.
  const connection = /connection broken by '(\w+)/.exec(output)?.[1]
  if (connection) return `the package index cannot be reached (${connection})`
  const patterns = [/^\w*(Error|ERROR):/, /\b(error|not found|failed|refused|timed out)\b/i]
  const found = patterns.map((pattern) => lines.find((line) => pattern.test(line))).find((line) => line !== undefined)
  return found ?? lines.at(-1) ?? 'it said nothing'
}
