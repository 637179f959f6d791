/**
 * The studio's evaluation against pycocotools and faster-coco-eval on 5,000 images with 500,000 detections, each in
 * processes of their own, taking turns; the times are of evaluating, without reading the files:
 * node build/node24.mjs test/bench/evaluation/run.ts PYTHON [IMAGES] [ROUNDS]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { makeCase } from './makeCase.ts'

interface Result {
  seconds: number
  peakBytes: number
  stats: number[]
}

const [python = 'python3', images = '5000', rounds = '3'] = process.argv.slice(2)
const folder = mkdtempSync(path.join(os.tmpdir(), 'evaluation-bench-'))
const { truth, detections } = makeCase(folder, Number(images))
const here = import.meta.dirname
const programs: Record<string, [program: string, ...words: string[]]> = {
  studio: [process.execPath, path.join(here, 'studio.ts')],
  pycocotools: [python, path.join(here, 'reference.py'), 'pycocotools'],
  'faster-coco-eval': [python, path.join(here, 'reference.py'), 'faster'],
}
const results = new Map(Object.keys(programs).map((name): [string, Result[]] => [name, []]))
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, [program, ...words]] of Object.entries(programs)) {
    const said = execFileSync(program, [...words, truth, detections], { encoding: 'utf8' })
    results.get(name)?.push(JSON.parse(said.trim().split('\n').at(-1) ?? '') as Result)
  }
}
rmSync(folder, { recursive: true })

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const secondsOf = (name: string) => median((results.get(name) ?? []).map(({ seconds }) => seconds))
const memoryOf = (name: string) => median((results.get(name) ?? []).map(({ peakBytes }) => peakBytes))
const statsOf = (name: string) => results.get(name)?.[0]?.stats ?? []
console.log(`${images} images, ${Number(images) * 100} detections, median of ${rounds}`)
for (const name of results.keys()) {
  const furthest = Math.max(...statsOf(name).map((value, index) => Math.abs(value - (statsOf('studio')[index] ?? NaN))))
  console.log(
    `${name}: ${secondsOf(name).toFixed(2)} s, ${(memoryOf(name) / 2 ** 20).toFixed(0)} MiB; ` +
      `studio / ${name}: time ${(secondsOf('studio') / secondsOf(name)).toFixed(3)}, ` +
      `memory ${(memoryOf('studio') / memoryOf(name)).toFixed(2)}; twelve numbers within ${furthest.toExponential(1)}`,
  )
}
