import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { completeLockfile, missingEntries, type Lockfile } from '../../build/lockfile.ts'

test("the project's lockfile is whole for every platform and names no registry", () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')
  expect(missingEntries(JSON.parse(text) as Lockfile)).toEqual([])
  expect(text).not.toContain('"resolved"')
})

test('missing packages get the version and platform that their name and parent say', () => {
  const lock: Lockfile = {
    packages: {
      'node_modules/tool': {
        optionalDependencies: {
          '@tool/linux-x64-gnu': '2.0.0',
          '@tool/win32-arm64-msvc': '2.0.0',
          '@tool/wasm32-wasi': '^2.0.0',
        },
      },
      'node_modules/@tool/linux-x64-gnu': { version: '2.0.0', resolved: 'https://registry.invalid/x.tgz' },
      'node_modules/old': { version: '1.0.0', extraneous: true },
    },
  }
  expect(missingEntries(lock)).toEqual([
    'node_modules/tool > @tool/win32-arm64-msvc@2.0.0',
    'node_modules/tool > @tool/wasm32-wasi@2.0.0',
  ])
  const { packages } = completeLockfile(lock)
  expect(packages['node_modules/@tool/win32-arm64-msvc']).toEqual({
    version: '2.0.0',
    optional: true,
    os: ['win32'],
    cpu: ['arm64'],
  })
  expect(packages['node_modules/@tool/wasm32-wasi']).toEqual({ version: '2.0.0', optional: true, cpu: ['wasm32'] })
  expect(packages['node_modules/@tool/linux-x64-gnu']).toEqual({ version: '2.0.0' })
  expect(packages['node_modules/old']).toBeUndefined()
})
