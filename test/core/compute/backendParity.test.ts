/**
 * Native TensorFlow, WebGPU (on a software Vulkan, where Chromium brings one) and plain JavaScript train alike: each
 * runs the same small networks in a process of its own.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { hasTensorFlow } from '../training/fixture.ts'
import { smallNetworks, type BackendResult } from './smallNetworks.ts'

/** Folder with SwiftShader and a Vulkan loader: Chromium's. */
const vulkanFolder = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'].find((folder) =>
  existsSync(path.join(folder, 'vk_swiftshader_icd.json')),
)

const softwareVulkan = {
  LD_LIBRARY_PATH: vulkanFolder ?? '',
  VK_ICD_FILENAMES: path.join(vulkanFolder ?? '', 'vk_swiftshader_icd.json'),
}

/** Runs a script of this folder on a backend and reads what it prints. */
async function run<T>(name: string, backend: string): Promise<T> {
  const script = path.join(import.meta.dirname, name)
  const environment = backend === 'webgpu' ? softwareVulkan : {}
  const options = { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...environment }, maxBuffer: 2 ** 28 }
  const { stdout } = await promisify(execFile)(process.execPath, [script, backend], options)
  return JSON.parse(stdout) as T
}

const train = (backend: string) => run<BackendResult>('backendRun.ts', backend)
const operate = (backend: string) => run<Record<string, number[]>>('operationsRun.ts', backend)

let plain: Promise<BackendResult> | undefined

/** Compares a backend with plain JavaScript. */
async function compare(found: BackendResult): Promise<void> {
  plain ??= train('cpu')
  const expected = await plain
  for (const [index, { name }] of smallNetworks.entries()) {
    const [own, other] = [found.runs[index], expected.runs[index]]
    if (!own || !other) throw new Error(`${name} did not run`)
    expect(own.leaked, `${name}: tensors left`).toBe(0)
    expect(distance(own.losses.flat(), other.losses.flat()), `${name}: losses`).toBeLessThan(1e-3)
    expect(distance(own.changes, other.changes), `${name}: changes of weights`).toBeLessThan(1e-3)
    expect(own.detections.length, name).toBe(other.detections.length)
    for (const [at, detection] of own.detections.entries()) {
      const twin = other.detections[at]
      expect(twin?.classId, name).toBe(detection.classId)
      expect(Math.abs((twin?.score ?? 0) - detection.score), name).toBeLessThan(1e-3)
      for (const edge of ['x1', 'y1', 'x2', 'y2'] as const) {
        expect(Math.abs((twin?.[edge] ?? NaN) - detection[edge]), name).toBeLessThan(0.05)
      }
    }
  }
}

/** Length of the difference as a part of the expected length. */
function distance(found: readonly number[], expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.NaN
  const difference = Math.hypot(...expected.map((value, index) => value - (found[index] ?? Number.NaN)))
  return difference / Math.hypot(...expected)
}

it.skipIf(!hasTensorFlow)(
  'native TensorFlow trains and detects as plain JavaScript does',
  async () => {
    await compare(await train('tensorflow'))
  },
  600_000,
)

// Without Chromium's software Vulkan there is nothing that WebGPU could run on in a test.
it.skipIf(vulkanFolder === undefined)(
  'WebGPU trains and detects as plain JavaScript does',
  async () => {
    const found = await train('webgpu')
    expect(found.description).toContain('WebGPU')
    await compare(found)
  },
  600_000,
)

/** The building blocks of all networks, of those too that are too large to train here. */
async function compareOperations(backend: string): Promise<void> {
  const [expected, found] = [await operate('cpu'), await operate(backend)]
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [name, values] of Object.entries(expected)) {
    expect(distance(found[name] ?? [], values), name).toBeLessThan(1e-5)
  }
}

it.skipIf(!hasTensorFlow)(
  'every building block is the same on native TensorFlow',
  () => compareOperations('tensorflow'),
  60_000,
)
it.skipIf(vulkanFolder === undefined)(
  'every building block is the same on WebGPU',
  () => compareOperations('webgpu'),
  120_000,
)
