import { existsSync } from 'node:fs'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { NativeReceipt } from '../../core/compute/nativeLocation.ts'
import { checkBinding } from './checkBinding.ts'
import { mustRun } from './command.ts'
import { say } from './say.ts'
import { fillFolder } from './staging.ts'

const require = createRequire(import.meta.url)

/**
 * The package's own download: TensorFlow 2.9 from Google's storage and a prebuilt add-on, or one built by node-gyp.
 * It works inside node_modules; the result is copied to the cache as it lies, because the add-on finds its libraries
 * two levels up.
 */
export async function bringPackageBinding(folder: string): Promise<void> {
  const root = path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const binaries = path.join(path.dirname(path.dirname(root)), '.bin')
  const description = path.join(root, 'package.json')
  const before = await readFile(description)
  await fillFolder(folder, async (staging) => {
    say("trying the TensorFlow package's own download (TensorFlow 2.9, about 150 MB)")
    const search = `${binaries}${path.delimiter}${process.env['PATH'] ?? ''}`
    try {
      await mustRun(process.execPath, ['scripts/install.js', 'cpu', 'download'], {
        cwd: root,
        env: { ...process.env, PATH: search },
        timeout: 900,
      })
    } finally {
      // Its script rewrites the package's description, and leaves it so when it fails.
      await writeFile(description, before)
    }
    const made = path.join(root, 'lib/napi-v8/tfjs_binding.node')
    if (!existsSync(made)) throw new Error("the package's download left no add-on")
    const version = await checkBinding(made)
    await cp(path.join(root, 'lib'), path.join(staging, 'lib'), { recursive: true, verbatimSymlinks: true })
    await cp(path.join(root, 'deps/lib'), path.join(staging, 'deps/lib'), { recursive: true, verbatimSymlinks: true })
    const receipt: NativeReceipt = { flavour: 'cpu', version, origin: "the package's own download" }
    await writeFile(path.join(staging, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`)
  })
}
