/**
 * `npm run dist [-- --dir]`: the installers of this platform in release/, or with --dir only the unpacked application.
 * Environment: FOCAL_STUDIO_UPDATES (address where installed studios look for updates), FOCAL_STUDIO_MAINTAINER.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'electron-builder'
import sharp from 'sharp'
import { bringElectron } from './electronBinary.ts'
import { builderConfig } from './package/builderConfig.ts'
import { stage } from './package/stage.ts'
import { buildRenderer } from './renderer.ts'
import { reason } from './setup/say.ts'
import { runSetup } from './setup/setup.ts'
import { buildElectron } from './shell.ts'

const root = path.resolve(import.meta.dirname, '..')
const staged = path.join(root, 'dist/stage')
const resources = path.join(root, 'dist/resources')
const output = path.join(root, 'release')
/** Side of the icon in pixels: the largest that any platform asks for. */
const iconSide = 1024

const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } })

let electron: string
try {
  electron = await bringElectron((line) => console.log(line))
} catch (error) {
  console.error(`No installer can be made here: Electron's program could not be had, ${reason(error)}.`)
  process.exit(1)
}
await runSetup()
await buildRenderer()
await buildElectron()
await mkdir(resources, { recursive: true })
await sharp(path.join(root, 'renderer/public/icon.svg'), { density: 600 })
  .resize(iconSide, iconSide)
  .png()
  .toFile(path.join(resources, 'icon.png'))
const parts = await stage(root, staged)
console.log(`carrying ${parts.packages.length} packages, weights: ${parts.weights.join(', ') || 'none'}`)
if (!parts.native) console.log('no native TensorFlow for the processor here: the installer carries none')
const updates = process.env['FOCAL_STUDIO_UPDATES']
const maintainer = process.env['FOCAL_STUDIO_MAINTAINER']
const files = await build({
  dir: values.dir,
  projectDir: root,
  config: builderConfig({ staged, resources, output, electronDist: distribution(electron), updates, maintainer }),
})
for (const file of files) console.log(file)

/** The folder that Electron's program came in: its first folder below the package's `dist`. */
function distribution(program: string): string {
  return process.platform === 'darwin' ? program.slice(0, program.indexOf('/Electron.app/')) : path.dirname(program)
}
