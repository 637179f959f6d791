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

async function run(backend: string, environment: Record<string, string> = {}): Promise<BackendResult> {
  const script = path.join(import.meta.dirname, 'backendRun.ts')
  const options = { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...environment }, maxBuffer: 2 ** 28 }
  const { stdout } = await promisify(execFile)(process.execPath, [script, backend], options)
  return JSON.parse(stdout) as BackendResult
}

let plain: Promise<BackendResult> | undefined

/** Compares a backend with plain JavaScript. */
async function compare(found: BackendResult): Promise<void> {
  plain ??= run('cpu')
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
    await compare(await run('tensorflow'))
  },
  300_000,
)

// Without Chromium's software Vulkan there is nothing that WebGPU could run on in a test.
it.skipIf(vulkanFolder === undefined)(
  'WebGPU trains and detects as plain JavaScript does',
  async () => {
    const folder = vulkanFolder ?? ''
    const found = await run('webgpu', {
      LD_LIBRARY_PATH: folder,
      VK_ICD_FILENAMES: path.join(folder, 'vk_swiftshader_icd.json'),
    })
    expect(found.description).toContain('WebGPU')
    await compare(found)
  },
  300_000,
)
