import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import Ajv from 'ajv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builderConfig } from '../../build/package/builderConfig.ts'
import { setFuses } from '../../build/package/fuses.ts'
import { importedPackages, packageFolders } from '../../build/package/modules.ts'
import { stage } from '../../build/package/stage.ts'
import { buildElectron } from '../../build/shell.ts'
import { EngineProcess } from '../../electron/engineProcess.ts'
import { forward } from '../../electron/forward.ts'

const root = path.resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)
/** States in the wire: the characters 0 and 1. */
const off = 0x30
const on = 0x31
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'package-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test("the settings are right by electron-builder's own schema", () => {
  const schema = JSON.parse(readFileSync(require.resolve('app-builder-lib/scheme.json'), 'utf8')) as object
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)
  // The schema is about JSON: hooks are functions there under the name of a type that JSON lacks.
  const config = JSON.parse(
    JSON.stringify(builderConfig({ root, staged: '/staged', resources: '/resources' })),
  ) as object
  validate(config)
  expect(validate.errors).toBeNull()
  const published = builderConfig({ root, staged: '/s', resources: '/r', updates: 'https://updates.invalid/' })
  expect(validate(JSON.parse(JSON.stringify(published)))).toBe(true)
  expect(validate({ ...config, linux: { target: ['AppImage'], noSuchSetting: true } })).toBe(false)
})

test('the after-pack hook burns the fuses of a program', async () => {
  // A program as the fuse library sees it: the sentinel, the wire's version and length, one character for each fuse.
  const wire = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 8]),
    Buffer.from('10110010'),
  ])
  const program = path.join(folder, 'focal-studio')
  writeFileSync(program, Buffer.concat([Buffer.alloc(100), wire, Buffer.alloc(100)]))
  const packager = { appInfo: { productFilename: 'Focal Studio' }, executableName: 'focal-studio' }
  await setFuses({ appOutDir: folder, electronPlatformName: 'linux', packager })
  const state = await getCurrentFuseWire(program)
  expect(state[FuseV1Options.RunAsNode]).toBe(off)
  expect(state[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off)
  expect(state[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off)
  expect(state[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(on)
  expect(state[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on)
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
  expect(imported).not.toContain('vue')
  const folders = packageFolders(root, ['sharp'])
  expect(folders).toContain('node_modules/sharp')
  expect(folders.some((name) => name.startsWith('node_modules/@img/sharp-'))).toBe(true)
  expect(() => packageFolders(root, ['no-such-package'])).toThrow('npm install')
})

test.skipIf(!existsSync(path.join(root, 'dist/renderer/index.html')))(
  'the engine runs from the staged folder alone, with the Node that lies beside it',
  { timeout: 120_000 },
  async () => {
    const staged = path.join(folder, 'staged')
    await stage(root, staged, false)
    const engine = new EngineProcess({
      node: path.join(staged, process.platform === 'win32' ? 'node/node.exe' : 'node/node'),
      entry: path.join(staged, 'engine/core/engineEntry.ts'),
      environment: { PATH: process.env['PATH'], HOME: folder, FOCAL_STUDIO_DATA: path.join(folder, 'data') },
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
  },
)
