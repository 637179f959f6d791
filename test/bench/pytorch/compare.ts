/**
 * The studio against PyTorch on this machine: same threads, networks and batches, in turns of processes of their own.
 * node build/node24.mjs test/bench/pytorch/compare.ts [--python PATH] [--rounds 15] [--turns 3] [--threads 2]
 *   [--clock wall|processor] [--precision float32|bfloat16] [CASE …]
 * Prints a table; ratios are studio / PyTorch of the fastest round, below 1 where the studio is faster. Run it on a
 * machine that does nothing else; where others compute as well, `--clock processor --threads 1` counts the processor's time
 * instead (not for training with loading, whose loaders are processes of their own). `--precision bfloat16` lets both sides
 * round what convolutions multiply. Needs a Python with torch, torchvision and pillow.
 */
import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { trainerEnvironment } from '../../../core/compute/environment.ts'
import { makeImages } from './images.ts'

interface Measurement {
  milliseconds: number[]
  peakBytes: number
}

/** Each with the divisor of its rounds: since the first training samples must be decoded, more rounds are made there. */
const cases: Record<string, { about: string; imagesARound: number; rounds: number }> = {
  'forward-quick': { about: 'Forward, quick network, 512 x 384, batch 4', imagesARound: 4, rounds: 1 },
  'step-quick': { about: 'Training step, quick preset, 512 x 384, batch 4', imagesARound: 4, rounds: 1 },
  'forward-resnet50': { about: 'Forward, ResNet-50-FPN-256, 512 x 512, batch 2', imagesARound: 2, rounds: 0.4 },
  'step-resnet50': { about: 'Training step, ResNet-50-FPN-256, 512 x 512, batch 2', imagesARound: 2, rounds: 0.4 },
  training: { about: 'Training with loading, as the quick preset does it, batch 4', imagesARound: 4, rounds: 6 },
  'training-fresh': { about: 'Training with loading, every sample new, batch 4', imagesARound: 4, rounds: 2 },
  detection: { about: 'Detection, one image from file to boxes', imagesARound: 1, rounds: 3 },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '15' },
    turns: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    clock: { type: 'string', default: 'wall' },
    precision: { type: 'string', default: 'float32' },
  },
})

function run(command: string, words: string[], env: Record<string, string>): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, errors] = ['', '']
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? ''
      if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as Measurement)
      else reject(new Error(`${command} ${words.join(' ')} failed:\n${errors.slice(-2000)}`))
    })
  })
}

const here = import.meta.dirname
const folder = await mkdtemp(path.join(os.tmpdir(), 'focal-bench-'))
await makeImages(folder, 24)
const clock = { FOCAL_BENCH_CLOCK: values.clock }
const precision = values.precision === 'bfloat16' ? 'bfloat16' : 'float32'
const environment = { ...trainerEnvironment(Number(values.threads), precision), ...clock }
const studio = (name: string, rounds: string) =>
  run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(here, 'studio.ts'), name, rounds, folder],
    environment,
  )
const pytorch = (name: string, rounds: string) =>
  run(values.python, [path.join(here, 'reference.py'), name, rounds, folder], {
    OMP_NUM_THREADS: values.threads,
    FOCAL_BENCH_PRECISION: precision,
    ...clock,
  })

/** Training with loading is judged by its usual round, everything else by its fastest: others only disturb. */
function timeOf(name: string, measurements: Measurement[]): number {
  const all = measurements.flatMap(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  return (name.startsWith('training') ? all[Math.floor(all.length / 2)] : all[0]) ?? Number.NaN
}

const chosen = positionals.length > 0 ? positionals : Object.keys(cases)
console.log('| | studio | PyTorch | ratio | memory studio | memory PyTorch | ratio |')
console.log('|---|---|---|---|---|---|---|')
for (const name of chosen) {
  const entry = cases[name]
  if (!entry) throw new Error(`There is no case "${name}": ${Object.keys(cases).join(', ')}.`)
  const rounds = String(Math.max(2, Math.round(Number(values.rounds) * entry.rounds)))
  const [ours, theirs]: [Measurement[], Measurement[]] = [[], []]
  for (let turn = 0; turn < Number(values.turns); turn++) {
    ours.push(await studio(name, rounds))
    theirs.push(await pytorch(name, rounds))
  }
  const [own, other] = [timeOf(name, ours), timeOf(name, theirs)]
  const peak = (all: Measurement[]) => Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1e6
  const speed = (time: number) => `${time.toFixed(0)} ms (${((1000 * entry.imagesARound) / time).toFixed(1)} images/s)`
  const memory = [peak(ours), peak(theirs)] as const
  const cells = [
    entry.about,
    speed(own),
    speed(other),
    (own / other).toFixed(2),
    `${memory[0].toFixed(0)} MB`,
    `${memory[1].toFixed(0)} MB`,
    (memory[0] / memory[1]).toFixed(2),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
