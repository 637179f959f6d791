/** What this computer has to compute with, what is missing and why, and how fast it is. */
import { existsSync } from 'node:fs'
import os from 'node:os'
import { errorBody, StudioError } from '../api/errors.ts'
import type { BackendReport, DoctorReport } from '../api/types.ts'
import { findFfmpeg, installHint } from '../images/video/ffmpeg.ts'
import { measureBackend } from './measure.ts'
import { cacheFolder, findNativeBindings, findWeights, hasNvidiaDriver, type NativeBinding } from './nativeLocation.ts'
import { probeWebGpu, type WebGpuProbe } from './webGpuProbe.ts'
import { weightsCatalogue, type WeightsEntry } from './weightsCatalogue.ts'

export interface DoctorOptions {
  version: string
  dataFolder: string
  /** Measure the chosen backend's speed (some seconds); true when not given. */
  measure?: boolean
}

const setupCommand = 'npm run setup'

/** Looks at everything that training depends on. Never throws for what is missing: that is the answer. */
export async function examine(options: DoctorOptions): Promise<DoctorReport> {
  const backends = findBackends(findNativeBindings(), hasNvidiaDriver(), await probeWebGpu())
  const measured = options.measure === false ? backends : await measureChosen(backends)
  return {
    version: options.version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    backends: measured,
    chosen: chosenOf(measured).name,
    weights: weightsCatalogue.map(examineWeights),
    folders: { cache: cacheFolder(), data: options.dataFolder },
    video: await examineVideo(),
  }
}

/** The backends in the order in which the trainer prefers them, by what lies on this computer. */
export function findBackends(
  bindings: readonly NativeBinding[],
  hasDriver: boolean,
  webGpu: WebGpuProbe,
): BackendReport[] {
  const first = bindings[0]
  return [
    cudaReport(first, hasDriver),
    {
      ...notMeasured,
      name: 'tensorflow-cpu',
      available: first !== undefined,
      description: first
        ? `TensorFlow ${first.version} on the processor (${first.origin})`
        : 'native TensorFlow on the processor',
      why: first ? null : `Native TensorFlow is not installed: "${setupCommand}" brings it, or says what is missing.`,
    },
    webGpuReport(webGpu),
    {
      ...notMeasured,
      name: 'cpu',
      available: true,
      description: 'plain JavaScript',
      why: first ? 'Many times slower than TensorFlow: only for tests.' : null,
    },
  ]
}

const notMeasured = { gigaflops: null, trainingImagesPerSecond: null }

function cudaReport(binding: NativeBinding | undefined, hasDriver: boolean): BackendReport {
  const report = { ...notMeasured, name: 'tensorflow-cuda', description: 'TensorFlow on an NVIDIA graphics card' }
  if (!hasDriver) return { ...report, available: false, why: 'No NVIDIA driver runs on this computer.' }
  if (binding?.flavour !== 'cuda') {
    return {
      ...report,
      available: false,
      why: `An NVIDIA driver runs, but TensorFlow with CUDA is not installed: "${setupCommand}" brings it (about 3 GB).`,
    }
  }
  return {
    ...report,
    available: true,
    description: `TensorFlow ${binding.version} with CUDA (${binding.origin})`,
    why: null,
  }
}

function webGpuReport({ adapter, problem }: WebGpuProbe): BackendReport {
  const report = { ...notMeasured, name: 'webgpu', description: 'WebGPU, for graphics cards of every make' }
  if (!adapter) {
    const missing = 'WebGPU finds no graphics card: its driver (on Linux the Vulkan driver) is missing.'
    return { ...report, available: false, why: problem ?? missing }
  }
  const found = { ...report, description: `WebGPU on ${adapter.description}` }
  if (!adapter.isSoftware) return { ...found, available: true, why: null }
  const why =
    'Only a program that plays a graphics card on the processor was found: very slow, used when asked for by name.'
  return { ...found, available: false, why }
}

function chosenOf(backends: readonly BackendReport[]): BackendReport {
  const chosen = backends.find((backend) => backend.available)
  if (!chosen) throw new Error('Plain JavaScript is always there')
  return chosen
}

/**
 * Measures the best backend, and WebGPU beside it, so that who has a fast card sees it; one that fails is marked with
 * its reason, and the next best is tried.
 */
async function measureChosen(backends: readonly BackendReport[]): Promise<BackendReport[]> {
  const result = [...backends]
  let hasBest = false
  for (const [index, backend] of backends.entries()) {
    // Plain JavaScript is the last resort: measuring its slowness would take minutes.
    if (!backend.available || backend.name === 'cpu' || (hasBest && backend.name !== 'webgpu')) continue
    try {
      const name = backend.name.startsWith('tensorflow') ? 'tensorflow' : backend.name
      const { gigaflops, trainingImagesPerSecond, description } = await measureBackend(name)
      if (backend.name === 'tensorflow-cuda' && !description.includes('CUDA')) {
        throw new StudioError('UNSUPPORTED', 'TensorFlow with CUDA loads, but finds no graphics card that it can use.')
      }
      result[index] = { ...backend, gigaflops, trainingImagesPerSecond }
      hasBest = true
    } catch (error) {
      result[index] = { ...backend, available: false, why: `It does not work here. ${errorBody(error).message}` }
    }
  }
  return result
}

async function examineVideo(): Promise<DoctorReport['video']> {
  const found = await findFfmpeg()
  if (found) return { available: true, version: found.version, path: found.ffmpeg, why: null }
  const why = `ffmpeg was not found, so frames cannot be taken from videos. ${installHint}`
  return { available: false, version: null, path: null, why }
}

function examineWeights(entry: WeightsEntry): DoctorReport['weights'][number] {
  const folder = findWeights(entry) ?? null
  const command = `${setupCommand} -- --weights ${entry.name}`
  const why = folder ? null : `Not downloaded: "${entry.byDefault ? setupCommand : command}" brings them.`
  return { name: entry.name, available: folder !== null && existsSync(folder), path: folder, why }
}
