import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkLayers } from '../../build/layers.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'layers-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}
const messages = (): string[] => checkLayers(root).map(({ file, line, message }) => `${file}:${line} ${message}`)

test('the project itself keeps its layers', () => {
  expect(checkLayers(path.resolve(import.meta.dirname, '../..'))).toEqual([])
})

test('a pure folder may not import node: modules, not even by name alone', () => {
  write('core/geometry/box.ts', "import { readFile } from 'node:fs/promises'\nexport { join } from 'path'\n")
  expect(messages()).toEqual([
    'core/geometry/box.ts:1 core/geometry may not import node:fs/promises: it runs without Node',
    'core/geometry/box.ts:2 core/geometry may not import path: it runs without Node',
  ])
})

test('the renderer may import types of the engine, but not its values', () => {
  write('core/api/router.ts', 'export const router = 1\n')
  write('renderer/types.ts', "import type { Router } from '../core/api/router.ts'\n")
  write('renderer/named.ts', "import { type Router } from '../core/api/router.ts'\n")
  expect(messages()).toEqual([])
  write('renderer/values.ts', "\nimport { type Router, router } from '../core/api/router.ts'\n")
  write('renderer/later.ts', "const later = () => import('../core/api/router.ts')\n")
  expect(messages()).toEqual([
    'renderer/later.ts:1 renderer may not import values from core/api (../core/api/router.ts)',
    'renderer/values.ts:2 renderer may not import values from core/api (../core/api/router.ts)',
  ])
})

test('script blocks of components are read, with their lines', () => {
  write(
    'renderer/Page.vue',
    '<template><p /></template>\n\n<script setup lang="ts">\nimport sharp from \'sharp\'\n</script>\n',
  )
  expect(messages()).toEqual(['renderer/Page.vue:4 renderer may not import sharp: it belongs to the engine'])
})

test('core may use neither the window nor packages that its folder does not name', () => {
  write('renderer/a.ts', 'export const a = 1\n')
  write(
    'core/model/a.ts',
    "import '../../renderer/a.ts'\nimport { ref } from 'vue'\nimport * as tf from '@tensorflow/tfjs'\n",
  )
  expect(messages()).toEqual([
    'core/model/a.ts:1 core/model may not import values from renderer (../../renderer/a.ts)',
    'core/model/a.ts:2 core/model may not import the package vue',
  ])
})

test('what createRequire loads counts as well', () => {
  write(
    'core/model/a.ts',
    "const require = createRequire(import.meta.url)\nrequire('@tensorflow/tfjs-node-gpu/dist/x')\n",
  )
  expect(messages()).toEqual(['core/model/a.ts:2 core/model may not import the package @tensorflow/tfjs-node-gpu'])
})

test('a folder without a rule is an error', () => {
  write('core/elsewhere/a.ts', 'export const a = 1\n')
  expect(messages()[0]).toContain('lies in no layer')
})

test('imports that go round in a circle are told once, types among them', () => {
  write('core/model/a.ts', "import { b } from './b.ts'\nexport const a = b\n")
  write('core/model/b.ts', "export { c as b } from './c.ts'\n")
  write('core/model/c.ts', "import type { A } from './a.ts'\nexport const c = 1\n")
  write('core/model/d.ts', "import './a.ts'\n")
  expect(messages()).toEqual(['core/model/a.ts:1 imports itself, by way of core/model/b.ts > core/model/c.ts'])
})
