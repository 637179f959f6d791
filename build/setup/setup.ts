/**
 * Set-up: native TensorFlow and backbone weights into the user's cache. Runs when something is missing; does nothing,
 * fast, when all is there. What cannot be had is said in a line, remembered for a day, and done without.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder, findWeights } from '../../core/compute/nativeLocation.ts'
import { weightsCatalogue, weightsEntry } from '../../core/compute/weightsCatalogue.ts'
import { withLock } from './lock.ts'
import { nativeIsThere, setUpNative } from './native.ts'
import { reason, say } from './say.ts'
import { setUpWeights } from './weights.ts'

export interface SetupOptions {
  /** Names of the catalogue, beside those that are brought by default. */
  weights?: readonly string[]
  /** Try again what could not be had within the last day. */
  retry?: boolean
}

export interface SetupResult {
  native: boolean
  /** Name of each catalogue entry that was wanted: whether it is there. */
  weights: Record<string, boolean>
}

const patience = 24 * 3600 * 1000

/** Names of the weights that this set-up should bring. Throws on a name that the catalogue lacks. */
export function wantedWeights(extra: readonly string[] = []): string[] {
  const unknown = extra.filter((name) => !weightsEntry(name))
  if (unknown.length > 0) {
    const known = weightsCatalogue.map((entry) => entry.name).join(', ')
    throw new Error(`No weights are called ${unknown.join(', ')}; there are ${known}`)
  }
  const byDefault = weightsCatalogue.filter((entry) => entry.byDefault).map((entry) => entry.name)
  return [...new Set([...byDefault, ...extra])]
}

/** Brings what is missing. Never throws for what cannot be downloaded or written: the studio runs without it. */
export async function runSetup(options: SetupOptions = {}): Promise<SetupResult> {
  const wanted = wantedWeights(options.weights)
  const before = present(wanted)
  if (isComplete(before) || (!options.retry && recentlyFailed(before))) return before
  try {
    return await withLock(cacheFolder(), () => bring(wanted))
  } catch (error) {
    say(`the folder ${cacheFolder()} cannot be used: ${reason(error)}`)
    return present(wanted)
  }
}

async function bring(wanted: readonly string[]): Promise<SetupResult> {
  say(`what is needed goes to ${cacheFolder()}, once`)
  const native = await setUpNative()
  const weights: Record<string, boolean> = {}
  for (const name of wanted) {
    const entry = weightsEntry(name)
    if (entry) weights[name] = await setUpWeights(entry)
  }
  const result = { native, weights }
  await remember(result)
  return result
}

function present(wanted: readonly string[]): SetupResult {
  const weights = wanted.map((name) => {
    const entry = weightsEntry(name)
    return [name, entry !== undefined && findWeights(entry) !== undefined] as const
  })
  return { native: nativeIsThere(), weights: Object.fromEntries(weights) }
}

function isComplete(result: SetupResult): boolean {
  return result.native && Object.values(result.weights).every(Boolean)
}

function failureFile(): string {
  return path.join(cacheFolder(), 'setup-failed.json')
}

function recentlyFailed(now: SetupResult): boolean {
  if (!existsSync(failureFile())) return false
  const failed = JSON.parse(readFileSync(failureFile(), 'utf8')) as SetupResult & { time: number }
  const sameWeights = Object.entries(now.weights).every(([name, there]) => there || failed.weights[name] === false)
  return Date.now() - failed.time < patience && sameWeights && (now.native || !failed.native)
}

async function remember(result: SetupResult): Promise<void> {
  if (isComplete(result)) return rm(failureFile(), { force: true })
  await mkdir(cacheFolder(), { recursive: true })
  await writeFile(failureFile(), `${JSON.stringify({ ...result, time: Date.now() })}\n`)
}
