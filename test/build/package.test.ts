import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import Ajv from 'ajv'
import { build } from 'electron-builder'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builderConfig } from '../../build/package/builderConfig.ts'
import { importedPackages, packageFolders } from '../../build/package/modules.ts'
import { stage } from '../../build/package/stage.ts'
import { buildRenderer } from '../../build/renderer.ts'
import { buildElectron } from '../../build/shell.ts'
import { mustRun } from '../../build/setup/command.ts'
import type { DoctorReport } from '../../core/api/types.ts'
import { findNativeBinding } from '../../core/compute/nativeLocation.ts'
import { EngineProcess } from '../../electron/engineProcess.ts'
import { forward } from '../../electron/forward.ts'
import { studioPaths } from '../../electron/paths.ts'

const root = path.resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
const settings = { staged: '/staged', resources: '/resources', output: '/release' }
/** States in the wire: the characters 0 and 1. */
const off = 0x30
const on = 0x31
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'package-'))
})
// Thousands of packed files: slow to remove on a busy machine.
afterAll(() => rmSync(folder, { recursive: true }), 120_000)

test("the settings are right by electron-builder's own schema", () => {
  const schema = JSON.parse(readFileSync(require.resolve('app-builder-lib/scheme.json'), 'utf8')) as object
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)
  // The schema is about JSON: hooks are functions there under the name of a type that JSON lacks.
  const config = JSON.parse(JSON.stringify(builderConfig(settings))) as object
  validate(config)
  expect(validate.errors).toBeNull()
  const published = builderConfig({ ...settings, updates: 'https://updates.invalid/' })
  expect(validate(JSON.parse(JSON.stringify(published)))).toBe(true)
  expect(validate({ ...config, linux: { target: ['AppImage'], noSuchSetting: true } })).toBe(false)
})

test('the shell is built into files that need nothing but Electron and Node', async () => {
  await buildElectron(folder)
  for (const name of ['main.cjs', 'preload.cjs']) {
    const text = readFileSync(path.join(folder, name), 'utf8')
    const needed = [...text.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((match) => match[1] ?? '')
    const foreign = needed.filter((module) => module !== 'electron' && !require('node:module').isBuiltin(module))
    expect(foreign).toEqual([])
  }
})

test('the packages of the engine are found from its imports, with all they need', () => {
  const imported = importedPackages(root, 'core')
  expect(imported).toContain('hono')
  expect(imported).toContain('@tensorflow/tfjs-node-gpu')
  expect(imported).not.toContain('vue')
  const folders = packageFolders(root, ['sharp'])
  expect(folders).toContain('node_modules/sharp')
  expect(folders.some((name) => name.startsWith('node_modules/@img/sharp-'))).toBe(true)
  expect(() => packageFolders(root, ['no-such-package'])).toThrow('npm install')
})

/**
 * A folder that stands for Electron's distribution on Linux: its program is what the fuse library looks for, the
 * sentinel, the wire's version and length, and one character for each fuse.
 */
function standInForElectron(dist: string): void {
  mkdirSync(path.join(dist, 'resources'), { recursive: true })
  const wire = [Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 8]), Buffer.from('10110010')]
  writeFileSync(path.join(dist, 'electron'), Buffer.concat(wire), { mode: 0o755 })
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    writeFileSync(path.join(dist, name), '')
  }
}

test.skipIf(process.platform !== 'linux')(
  'electron-builder packs the studio: fuses burnt, and the engine runs and trains from there with the Node beside it',
  { timeout: 600_000 },
  async () => {
    const [electronDist, staged, output] = ['electron', 'staged', 'release'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ]
    standInForElectron(electronDist)
    await buildElectron()
    await buildRenderer()
    await stage(root, staged, false)
    const config = builderConfig({ staged, resources: folder, output, electronDist })
    await build({ dir: true, projectDir: root, linux: [], config })

    const packed = path.join(output, 'linux-unpacked')
    const fuses = await getCurrentFuseWire(path.join(packed, 'focal-studio'))
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    })
    const resources = path.join(packed, 'resources')
    expect(existsSync(path.join(resources, 'app.asar'))).toBe(true)
    const paths = studioPaths(true, resources, path.join(resources, 'app.asar'), undefined)
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      HOME: folder,
      FOCAL_STUDIO_DATA: path.join(folder, 'data'),
      // What the installer would carry in tensorflow/ and weights/ stays where it is: a gigabyte to copy for nothing.
      FOCAL_STUDIO_TENSORFLOW: findNativeBinding()?.path,
    }
    const engine = new EngineProcess({
      ...paths,
      environment,
      onFailure: (error) => expect.fail(error.message),
    })
    try {
      const socketPath = await engine.socketPath()
      const info = await forward(socketPath, new Request('app://studio/api/system.info'))
      expect(await info.json()).toMatchObject({ result: { data: { host: 'electron' } } })
      const page = await forward(socketPath, new Request('app://studio/'))
      expect(await page.text()).toContain('<div id="app"')
    } finally {
      await engine.end()
    }
    const doctor = await mustRun(paths.node, [path.join(resources, 'engine/core/cli.ts'), 'doctor', '--json'], {
      env: environment,
    })
    const report = JSON.parse(doctor) as DoctorReport
    expect(report.chosen).toBe(findNativeBinding() ? 'tensorflow-cpu' : 'cpu')
    const speed = report.backends.find(({ name }) => name === report.chosen)?.trainingImagesPerSecond
    if (findNativeBinding()) expect(speed).toBeGreaterThan(0)
  },
)
