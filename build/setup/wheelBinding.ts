import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tensorflowVersion, type NativeReceipt } from '../../core/compute/nativeLocation.ts'
import { checkBinding } from './checkBinding.ts'
import { compileBinding } from './compile.ts'
import { downloadWheel } from './pip.ts'
import type { WheelChoice } from './platform.ts'
import { say } from './say.ts'
import { fillFolder } from './staging.ts'
import { extractZip } from './zip.ts'

/** Headers that the add-on's sources include, themselves or through others. */
const headerFolders = ['tensorflow/c/', 'tensorflow/core/platform/', 'xla/tsl/c/', 'tsl/'].map(
  (name) => `tensorflow/include/${name}`,
)

/** Makes `folder` hold a binding compiled against the libraries of a TensorFlow wheel: whole, tried out, or not at all. */
export async function bringWheelBinding(
  folder: string,
  choice: WheelChoice,
  tools: { pip: string[]; compiler: string },
): Promise<void> {
  await fillFolder(folder, async (staging) => {
    const work = path.join(staging, 'work')
    await mkdir(work)
    const what = choice.flavour === 'cuda' ? "with CUDA 12 and NVIDIA's libraries" : 'for the processor'
    say(`downloading TensorFlow ${tensorflowVersion} ${what} with pip (${choice.megabytes} MB)`)
    const wheel = await downloadWheel(tools.pip, `${choice.package}==${tensorflowVersion}`, work, choice.platform)
    const metadata = await unpackTensorflow(wheel, staging, choice.libraries)
    if (choice.flavour === 'cuda') await unpackNvidia(metadata, staging, tools.pip, choice.platform)
    say(`compiling TensorFlow's add-on with ${tools.compiler} (about 20 seconds)`)
    const include = path.join(work, 'tensorflow/include')
    await compileBinding(tools.compiler, { folder: staging, include, work, libraries: choice.libraries })
    const version = await checkBinding(path.join(staging, 'tfjs_binding.node'))
    await rm(work, { recursive: true })
    const origin = `compiled with ${path.basename(tools.compiler)} against the wheel ${choice.package} ${tensorflowVersion}`
    const receipt: NativeReceipt = { flavour: choice.flavour, version, origin }
    await writeFile(path.join(staging, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`)
  })
}

/** Unpacks libraries (to lib/), headers (to work/) and licences; gives the wheel's METADATA, and removes the wheel. */
async function unpackTensorflow(wheel: string, staging: string, libraries: readonly string[]): Promise<string> {
  await extractZip(wheel, staging, (name) => {
    const base = path.posix.basename(name)
    if (libraries.includes(base) && name === `tensorflow/${base}`) return `lib/${base}`
    if (headerFolders.some((folder) => name.startsWith(folder))) return `work/${name}`
    if (name.endsWith('.dist-info/METADATA')) return 'work/METADATA'
    if (name === 'tensorflow/THIRD_PARTY_NOTICES.txt') return 'THIRD_PARTY_NOTICES.txt'
    return undefined
  })
  await rm(wheel)
  return readFile(path.join(staging, 'work/METADATA'), 'utf8')
}

/** The requirements of TensorFlow's extra `and-cuda`, as in 'nvidia-cudnn-cu12<10.0,>=9.3.0.75'. */
export function nvidiaRequirements(metadata: string): string[] {
  return metadata
    .split('\n')
    .map((line) => /^Requires-Dist: (nvidia-[^;]+?)\s*;.*extra == ["']and-cuda["']/.exec(line)?.[1])
    .filter((requirement) => requirement !== undefined)
    .map((requirement) => requirement.replace(/\s*\((.*)\)/, '$1'))
}

/** NVIDIA's libraries go to nvidia/ beside lib/, where the TensorFlow libraries' own search path finds them. */
async function unpackNvidia(metadata: string, staging: string, pip: string[], platform: string): Promise<void> {
  // NVIDIA's wheels have older tags than TensorFlow's; pip without a tag finds what suits this computer.
  const needed = nvidiaRequirements(metadata)
  for (const requirement of needed) {
    const wheel = await downloadWheel(pip, requirement, path.join(staging, 'work')).catch(() =>
      downloadWheel(pip, requirement, path.join(staging, 'work'), platform),
    )
    await extractZip(wheel, staging, (name) =>
      name.startsWith('nvidia/') && !name.includes('/include/') && !name.endsWith('.py') ? name : undefined,
    )
    await rm(wheel)
  }
}
