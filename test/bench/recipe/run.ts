/**
 * What the quick preset reaches in 3, 10 and 30 minutes on the real data sets, beside the recipe as it was first, through
 * the command line as a person would do it: import, split, train.
 *
 * node build/node24.mjs test/bench/recipe/run.ts RESULTS.json [--sets bccd,raccoon,…] [--minutes 3,10,30]
 *   [--recipes now,first] [--seeds 1] [--clock] [--set key=value …] [--steps N] [--label TEXT]
 *
 * Counts steps instead of minutes, as many as two cores make when nothing else runs (recipes.ts), so that a busy machine
 * gives the same numbers later; `--clock` trains by the clock. Every finished cell is kept in RESULTS.json at once, and one
 * that is there is not trained again. `--set` (and `--steps`, where it changes what a step costs) tries a change of the
 * recipe, under the name that `--label` gives it.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { TrainingPlan } from '../../../core/api/types.ts'
import { recipes, type Recipe } from './recipes.ts'
import { dataSets } from './sets.ts'

interface Cell {
  set: string
  recipe: string
  minutes: number
  seed: number
  steps: number
  bestStep: number | null
  seconds: number
  ap: number
  ap50: number
  ap75: number
  perClass: Array<{ name: string; ap: number; ap50: number }>
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: 'string', default: Object.keys(dataSets).join(',') },
    minutes: { type: 'string', default: '3,10,30' },
    recipes: { type: 'string', default: 'now,first' },
    seeds: { type: 'string', default: '1' },
    clock: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true, default: [] },
    steps: { type: 'string' },
    label: { type: 'string', default: '' },
  },
})
const [resultsFile = ''] = positionals
if (!resultsFile) throw new Error('Usage: run.ts RESULTS.json [--sets …] [--minutes …] [--recipes …]')
const names = { sets: values.sets.split(','), recipes: values.recipes.split(',') }
const numbers = { minutes: values.minutes.split(',').map(Number), seeds: values.seeds.split(',').map(Number) }

const data = path.resolve(import.meta.dirname, '../../../../shared/data')
const program = path.resolve(import.meta.dirname, '../../../build/focal-studio.mjs')
const work = mkdtempSync(path.join(os.tmpdir(), 'focal-recipe-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

function studio<Answer>(...words: string[]): Answer {
  const said = execFileSync(process.execPath, [program, ...words, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, FOCAL_STUDIO_DATA: path.join(work, 'data'), TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  })
  return JSON.parse(said) as Answer
}

/** A project of the data set, imported and split; made once. */
function projectOf(name: string): string {
  const set = dataSets[name]
  if (!set) throw new Error(`There is no data set "${name}": ${Object.keys(dataSets).join(', ')}.`)
  const project = path.join(work, `${name}.focal`)
  if (existsSync(project)) return project
  const folder = path.join(data, set.folder)
  studio('init', project)
  studio('import', project, folder)
  const splitFile = path.join(work, `${name}.json`)
  writeFileSync(splitFile, JSON.stringify(set.parts(folder)))
  studio('split', project, '--from', splitFile)
  return project
}

function trainCell(set: string, recipe: Recipe, minutes: number, seed: number): Omit<Cell, 'set' | 'recipe'> {
  const project = projectOf(set)
  const settings = [...recipe.settings, ...values.set].flatMap((setting) => ['--set', setting])
  const shared = ['train', project, '--seed', String(seed), ...settings]
  const { input } = studio<TrainingPlan>(...shared, '--minutes', String(minutes), '--plan')
  const budget = values.clock
    ? ['--minutes', String(minutes)]
    : ['--steps', values.steps ?? String(recipe.steps(minutes, input.width * input.height))]
  const { steps, bestStep, seconds, ap, ap50, ap75, perClass } = studio<Cell>(...shared, ...budget)
  return { minutes, seed, steps, bestStep, seconds, ap, ap50, ap75, perClass }
}

function readCells(): Cell[] {
  return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Cell[]) : []
}

function keep(cell: Cell): void {
  // Read anew: another process may fill the same table.
  writeFileSync(`${resultsFile}.${process.pid}`, JSON.stringify([...readCells(), cell], null, 1))
  renameSync(`${resultsFile}.${process.pid}`, resultsFile)
}

for (const minutes of numbers.minutes) {
  for (const seed of numbers.seeds) {
    for (const set of names.sets) {
      for (const name of names.recipes) {
        const recipe = recipes[name]
        if (!recipe) throw new Error(`There is no recipe "${name}": ${Object.keys(recipes).join(', ')}.`)
        const label = values.label || name
        const isThere = (cell: Cell) =>
          cell.set === set && cell.recipe === label && cell.minutes === minutes && cell.seed === seed
        if (readCells().some(isThere)) continue
        const cell = { set, recipe: label, ...trainCell(set, recipe, minutes, seed) }
        keep(cell)
        console.error(`${set}, ${label}, ${minutes} min, seed ${seed}: ${scores(cell)} at step ${cell.bestStep}`)
      }
    }
  }
}
console.log(table())

function scores({ ap, ap50, ap75 }: Cell): string {
  return [ap, ap50, ap75].map((score) => score.toFixed(3).replace(/^0/, '')).join(' / ')
}

/** Markdown: a row for each set and recipe, a column for each time; several seeds as their means. */
function table(): string {
  const cells = readCells()
  const rows = names.sets.flatMap((set) =>
    [...new Set(cells.filter((cell) => cell.set === set).map(({ recipe }) => recipe))].map((recipe) => {
      const columns = numbers.minutes.map((minutes) => {
        const same = cells.filter((cell) => cell.set === set && cell.recipe === recipe && cell.minutes === minutes)
        if (same.length === 0) return '–'
        const mean = (key: 'ap' | 'ap50' | 'ap75') => same.reduce((sum, cell) => sum + cell[key], 0) / same.length
        return scores({ ...same[0], ap: mean('ap'), ap50: mean('ap50'), ap75: mean('ap75') } as Cell)
      })
      return `| ${set} | ${recipe} | ${columns.join(' | ')} |`
    }),
  )
  const times = numbers.minutes.map((minutes) => `${minutes} minutes`)
  return [`| data | recipe | ${times.join(' | ')} |`, `|---|---|${times.map(() => '---').join('|')}|`, ...rows].join(
    '\n',
  )
}
