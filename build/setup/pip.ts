import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { canRun, mustRun } from './command.ts'

/** How to start pip here: program and first arguments, or undefined where there is none. */
export async function findPip(): Promise<string[] | undefined> {
  const candidates = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]
  for (const candidate of candidates) {
    const [program = '', ...rest] = candidate
    if (await canRun(program, [...rest, '--version'])) return candidate
  }
  return undefined
}

/**
 * Downloads the wheel of one package (without what it depends on) into a folder and gives its path. With `platform`
 * (a wheel tag) the wheel is for CPython 3.11 there, whatever Python runs pip: only the libraries in it are used.
 */
export async function downloadWheel(
  pip: string[],
  requirement: string,
  folder: string,
  platform?: string,
): Promise<string> {
  const [program = '', ...rest] = pip
  const before = new Set(await readdir(folder).catch(() => []))
  const target = platform ? ['--platform', platform, '--python-version', '3.11', '--implementation', 'cp'] : []
  const args = ['download', '--quiet', '--disable-pip-version-check', '--no-input', '--no-deps', '--no-cache-dir']
  await mustRun(program, [
    ...rest,
    ...args,
    '--retries',
    '1',
    '--timeout',
    '20',
    '--only-binary',
    ':all:',
    ...target,
    '--dest',
    folder,
    requirement,
  ])
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl') && !before.has(name))
  if (!wheel) throw new Error(`pip gave no wheel for ${requirement}`)
  return path.join(folder, wheel)
}
