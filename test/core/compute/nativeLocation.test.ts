import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findNativeBinding, findNativeBindings, findWeights } from '../../../core/compute/nativeLocation.ts'
import { weightsCatalogue, weightsEntry } from '../../../core/compute/weightsCatalogue.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'native-'))
  vi.stubEnv('FOCAL_STUDIO_CACHE', folder)
  vi.stubEnv('FOCAL_STUDIO_TENSORFLOW', '')
  vi.stubEnv('FOCAL_STUDIO_WEIGHTS', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function place(file: string, text = ''): string {
  const whole = path.join(folder, file)
  mkdirSync(path.dirname(whole), { recursive: true })
  writeFileSync(whole, text)
  return whole
}
const receipt = (flavour: string): string => JSON.stringify({ flavour, version: '2.21.0', origin: 'a test' })

test('a binding counts only with its receipt; CUDA comes first', () => {
  expect(findNativeBinding()).toBeUndefined()
  const cpu = place('tensorflow/2.21.0-cpu-2/tfjs_binding.node')
  expect(findNativeBinding()).toBeUndefined()
  place('tensorflow/2.21.0-cpu-2/receipt.json', receipt('cpu'))
  expect(findNativeBinding()).toEqual({ flavour: 'cpu', version: '2.21.0', origin: 'a test', path: cpu })
  place('tensorflow/2.21.0-cuda-2/tfjs_binding.node')
  place('tensorflow/2.21.0-cuda-2/receipt.json', receipt('cuda'))
  expect(findNativeBindings().map((binding) => binding.flavour)).toEqual(['cuda', 'cpu'])
})

test("the package's own download keeps its folders", () => {
  const file = place('tensorflow/package/lib/napi-v8/tfjs_binding.node')
  place('tensorflow/package/receipt.json', receipt('cpu'))
  expect(findNativeBinding()?.path).toBe(file)
})

test('the environment counts most', () => {
  place('tensorflow/2.21.0-cpu-2/tfjs_binding.node')
  place('tensorflow/2.21.0-cpu-2/receipt.json', receipt('cpu'))
  const named = place('mine/tfjs_binding.node')
  vi.stubEnv('FOCAL_STUDIO_TENSORFLOW', named)
  expect(findNativeBinding()?.path).toBe(named)
  vi.stubEnv('FOCAL_STUDIO_TENSORFLOW', path.join(folder, 'gone.node'))
  expect(findNativeBinding()?.path).not.toBe(named)
})

test('weights are there when every file is', () => {
  const entry = weightsEntry('nanodet-g')!
  place('weights/nanodet-g/nanodet.json')
  expect(findWeights(entry)).toBeUndefined()
  place('weights/nanodet-g/nanodet.bin')
  expect(findWeights(entry)).toBe(path.join(folder, 'weights/nanodet-g'))
  place('mine/nanodet.json')
  place('mine/nanodet.bin')
  vi.stubEnv('FOCAL_STUDIO_WEIGHTS', path.join(folder, 'mine'))
  expect(findWeights(entry)).toBe(path.join(folder, 'mine'))
})

test('every entry of the catalogue says where it is from and under which licence', () => {
  for (const entry of weightsCatalogue) {
    expect(entry.licence).toMatch(/MIT|Apache-2\.0/)
    for (const file of entry.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/)
  }
})
