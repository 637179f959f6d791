import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { examine, findBackends } from '../../../core/compute/doctor.ts'
import { doctorWords } from '../../../core/compute/doctorWords.ts'
import type { WebGpuProbe } from '../../../core/compute/webGpuProbe.ts'
import { findNativeBinding, type NativeBinding } from '../../../core/compute/nativeLocation.ts'

const binding = (flavour: 'cpu' | 'cuda'): NativeBinding => ({ flavour, version: '2.21.0', origin: 'o', path: '/p' })
const noCard = { adapter: null, problem: null }
const card = (isSoftware: boolean) => ({ adapter: { description: 'Card 1', isSoftware }, problem: null })
const states = (bindings: NativeBinding[], hasDriver: boolean, webGpu: WebGpuProbe = noCard): string[] =>
  findBackends(bindings, hasDriver, webGpu).map(({ name, available }) => `${name} ${available ? 'yes' : 'no'}`)

test('what is missing is said, with what would bring it', () => {
  expect(states([], false)).toEqual(['tensorflow-cuda no', 'tensorflow-cpu no', 'webgpu no', 'cpu yes'])
  const [cuda, cpu] = findBackends([binding('cpu')], true, noCard)
  expect(cuda?.why).toContain('TensorFlow with CUDA is not installed')
  expect(cpu).toMatchObject({ available: true, why: null })
  expect(states([binding('cuda')], true)[0]).toBe('tensorflow-cuda yes')
})

test('a real graphics card is offered by WebGPU; a program that plays one is not', () => {
  expect(states([], false, card(false))).toContain('webgpu yes')
  expect(states([], false, card(true))).toContain('webgpu no')
  const [, , software] = findBackends([], false, card(true))
  expect(software).toMatchObject({ description: 'WebGPU on Card 1' })
  expect(software?.why).toContain('asked for by name')
  const [, , broken] = findBackends([], false, { adapter: null, problem: 'The library does not load.' })
  expect(broken?.why).toBe('The library does not load.')
})

test('the report is whole without a measurement', async () => {
  const report = await examine({ version: '1.2.3', dataFolder: tmpdir(), measure: false })
  expect(report.weights.map(({ name }) => name)).toContain('nanodet-g')
  expect(doctorWords(report)).toContain('Focal Studio 1.2.3')
  expect(doctorWords(report)).toContain(`> yes ${report.chosen}`)
})

test.skipIf(!findNativeBinding())(
  'native TensorFlow is measured in a process of its own',
  { timeout: 150_000 },
  async () => {
    const report = await examine({ version: '1.2.3', dataFolder: tmpdir() })
    const chosen = report.backends.find(({ name }) => name === report.chosen)
    expect(chosen?.name).toMatch(/^tensorflow/)
    expect(chosen?.gigaflops).toBeGreaterThan(1)
    expect(chosen?.trainingImagesPerSecond).toBeGreaterThan(0)
  },
)
