/**
 * The paper's table 1 in miniature: the same network, steps, data and seeds under every loss, three seeds each.
 *
 * node build/node24.mjs test/bench/makeSnapshot.ts bccd DATA
 * node build/node24.mjs test/bench/lossTable/run.ts DATA RESULTS.json [steps=500] [seeds=1,2,3] [width=256] [height=192]
 *   [key.path=json …]
 *
 * DATA is a folder with a snapshot.json. Every finished cell is kept in RESULTS.json at once, with its settings, and one
 * that is there is not trained again, so the table can be stopped and gone on with. Scores are COCO's on the validation
 * images, of the weights at the end. Expect a minute a cell on two cores, half an hour in all.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { trainerEnvironment } from '../../../core/compute/environment.ts'
import { trainingConfig } from '../../../core/training/config.ts'
import type { Snapshot } from '../../../core/training/snapshot.ts'
import { parseSettings } from '../makeSnapshot.ts'
import { tableRows, type TableRow } from './losses.ts'

interface Cell {
  loss: string
  seed: number
  /** What was trained: cells of other settings are not mixed in. */
  settings: string
  ap: number
  ap50: number
  ap75: number
  seconds: number
}

const [dataFolder = '', resultsFile = '', ...words] = process.argv.slice(2)
if (!dataFolder || !resultsFile)
  throw new Error('Usage: run.ts DATA RESULTS.json [steps=500] [seeds=1,2,3] [key=json …]')
const own = new Map(words.map((word) => word.split(/=(.*)/s) as [string, string]))
const option = (name: string, otherwise: number) => Number(own.get(name) ?? otherwise)
const steps = option('steps', 500)
const seeds = (own.get('seeds') ?? '1,2,3').split(',').map(Number)
const input = { width: option('width', 256), height: option('height', 192) }
const extra = words.filter((word) => !/^(steps|seeds|width|height)=/.test(word))
const settings = [`steps=${steps}`, `width=${input.width}`, `height=${input.height}`, ...extra].join(' ')

const snapshot = JSON.parse(readFileSync(path.join(dataFolder, 'snapshot.json'), 'utf8')) as Snapshot
const cells = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Cell[]) : []

for (const seed of seeds) {
  for (const row of tableRows) {
    if (cells.some((cell) => cell.loss === row.name && cell.seed === seed && cell.settings === settings)) continue
    const cell = { loss: row.name, seed, settings, ...trainCell(row, seed) }
    cells.push(cell)
    writeFileSync(`${resultsFile}.part`, JSON.stringify(cells, null, 1))
    renameSync(`${resultsFile}.part`, resultsFile)
    console.error(
      `${row.name}, seed ${seed}: AP ${cell.ap.toFixed(3)} AP50 ${cell.ap50.toFixed(3)}, ${cell.seconds.toFixed(0)} s`,
    )
  }
}
console.log(table())

/** Trains in a process of its own, so that no cell inherits another's memory. */
function trainCell(row: TableRow, seed: number): Pick<Cell, 'ap' | 'ap50' | 'ap75' | 'seconds'> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loss-table-'))
  const changed = parseSettings(extra)
  const config = trainingConfig.parse({
    ...snapshot.config,
    ...changed,
    loss: { ...(changed['loss'] as object | undefined), ...row.loss },
    seed,
    input,
    budget: { steps },
    // Scored once, at the end: the best of several looks would flatter the noisier losses.
    validation: { everySeconds: 1e6, samples: 0 },
  })
  writeFileSync(path.join(folder, 'snapshot.json'), JSON.stringify({ ...snapshot, config }))
  try {
    const said = execFileSync(process.execPath, [path.join(import.meta.dirname, 'cell.ts'), folder], {
      encoding: 'utf8',
      env: { ...process.env, ...trainerEnvironment(config.threads), TF_CPP_MIN_LOG_LEVEL: '3' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Cell
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Markdown: mean and standard deviation over the seeds, in points. */
function table(): string {
  const lines = tableRows.map(({ name, paper }) => {
    const found = cells.filter((cell) => cell.loss === name && cell.settings === settings && seeds.includes(cell.seed))
    const scores = (['ap', 'ap50', 'ap75'] as const).map((key) => spread(found.map((cell) => cell[key] * 100)))
    return `| ${name} | ${scores.join(' | ')} | ${paper} |`
  })
  return [
    `${steps} steps at ${input.width} x ${input.height}, ${seeds.length} seeds`,
    '',
    '| loss | AP | AP50 | AP75 | the paper on COCO |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return mean.toFixed(1)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(1)} ± ${Math.sqrt(variance).toFixed(1)}`
}
