import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import {
  compiledFolder,
  findNativeBindings,
  hasNvidiaDriver,
  packageFolder,
  tensorflowVersion,
  type NativeBinding,
} from '../../core/compute/nativeLocation.ts'
import { findCompiler } from './compile.ts'
import { bringPackageBinding } from './packageBinding.ts'
import { findPip } from './pip.ts'
import { wheelChoices } from './platform.ts'
import { reason, say } from './say.ts'
import { bringWheelBinding } from './wheelBinding.ts'

/** Whether the best binding that this computer can use is there already. Fast: looks at files only. */
export function nativeIsThere(): boolean {
  const found = findNativeBindings()
  return (
    found.length > 0 && (!hasNvidiaDriver() || found.some((binding) => binding.flavour === 'cuda' || isNamed(binding)))
  )
}

function isNamed(binding: NativeBinding): boolean {
  return binding.path === path.resolve(process.env['FOCAL_STUDIO_TENSORFLOW'] ?? '')
}

/**
 * Brings native TensorFlow into the cache, by the best way that works here, and says in a line what it does and, for
 * each way that fails, why. Returns whether there is a binding in the end.
 */
export async function setUpNative(): Promise<boolean> {
  if (nativeIsThere()) return true
  const choices = wheelChoices(`${process.platform}-${process.arch}`, hasNvidiaDriver())
  const [pip, compiler] = await Promise.all([findPip(), findCompiler()])
  if (choices.length > 0 && !pip) say('no pip found (python3 -m pip): TensorFlow cannot be taken from its wheel')
  if (choices.length > 0 && !compiler) say("no C++ compiler found (g++): TensorFlow's add-on cannot be compiled")
  if (pip && compiler) {
    for (const choice of choices) {
      const folder = compiledFolder(choice.flavour)
      const name = `TensorFlow ${tensorflowVersion} (${choice.flavour})`
      if (await attempt(name, () => bringWheelBinding(folder, choice, { pip, compiler }))) {
        await removeFormer(path.dirname(folder))
        return true
      }
      if (findNativeBindings().length > 0) return true
    }
  }
  if (await attempt("the package's own download", () => bringPackageBinding(packageFolder()))) return true
  say('going on without native TensorFlow: everything works, but training is many times slower')
  return false
}

/**
 * Removes folders of versions that the studio no longer looks for: hundreds of megabytes each. Set-up has done its work
 * by then, so one that stays is told of and is no failure.
 */
export async function removeFormer(home: string, remove = removeFolder): Promise<void> {
  const current = new Set([compiledFolder('cpu'), compiledFolder('cuda')].map((folder) => path.basename(folder)))
  const isFormer = (name: string): boolean => /^[\d.]+-(cpu|cuda)\b/.test(name) && !current.has(name)
  const stays = (place: string) => (error: unknown) =>
    say(`an older TensorFlow stays in the cache (${place}): ${reason(error)}`)
  const names = await readdir(home).catch(stays(home))
  for (const name of names?.filter(isFormer) ?? []) {
    const folder = path.join(home, name)
    await remove(folder).catch(stays(folder))
  }
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

async function attempt(what: string, work: () => Promise<void>): Promise<boolean> {
  const start = Date.now()
  try {
    await work()
    say(`${what} is ready (${Math.round((Date.now() - start) / 1000)} s)`)
    return true
  } catch (error) {
    say(`${what} could not be had: ${reason(error)}`)
    return false
  }
}
