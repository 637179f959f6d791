/** What scripts rely on: exit codes, one JSON object on stdout, words on stderr. The real program in a real process. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProgram } from '../../../core/cli/program.ts'
import { exitCode } from '../../../core/cli/report.ts'
import { writeSquares } from '../../fixtures/squares.ts'

const PATIENCE = 180_000
// Every test starts the program, often several times: seconds each on a busy machine.
vi.setConfig({ testTimeout: PATIENCE })
const program = path.resolve(import.meta.dirname, '../../../core/cli.ts')
let folder: string
let project: string

interface Ran {
  code: number
  stdout: string
  stderr: string
}

function run(...args: string[]): Promise<Ran> {
  const env = { ...process.env, FOCAL_STUDIO_DATA: path.join(folder, 'data') }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', program, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
}

/** Runs with --json and gives the one object. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(code, stderr).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  return JSON.parse(stdout) as Record<string, unknown>
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'focal-cli-'))
  project = path.join(folder, 'squares')
  await writeSquares(path.join(folder, 'pictures'), 12)
  expect(await json('init', project)).toMatchObject({ project: `${project}.focal`, name: 'squares' })
  expect(await json('import', project, 'pictures')).toMatchObject({ images: 12, boxes: 18, classes: 2, skipped: [] })
}, PATIENCE)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('data', () => {
  it('counts', async () => {
    expect(await json('stats', project)).toMatchObject({ images: 12, boxes: 18, states: { done: 12 } })
  })

  it(
    'tells what an import would leave out, and changes nothing',
    async () => {
      const source = path.join(folder, 'more')
      await writeSquares(source, 2)
      rmSync(path.join(source, '002.png'))
      const preview = await json('import', project, 'more', '--preview')
      expect(preview['skipped']).toMatchObject([{ file: 'instances.json', field: 'image "002.png"' }])
      const { stdout } = await run('import', project, 'more', '--preview')
      expect(stdout).toMatch(/^Would be skipped:\n {2}instances\.json, image "002\.png": No image /m)
      expect(await json('stats', project)).toMatchObject({ images: 12, boxes: 18 })
    },
    PATIENCE,
  )

  it(
    'finds moved images again',
    async () => {
      renameSync(path.join(folder, 'pictures'), path.join(folder, 'elsewhere'))
      const found = { missing: 12, matches: { content: 12, 'name-and-size': 0, name: 0 }, notFound: [] }
      expect(await json('relink', project, 'elsewhere', '--preview')).toMatchObject({ ...found, relinked: 0 })
      expect(await json('relink', project, 'elsewhere')).toMatchObject({ ...found, relinked: 12 })
      renameSync(path.join(folder, 'elsewhere'), path.join(folder, 'pictures'))
      expect(await json('relink', project, 'pictures', '--quick')).toMatchObject({ relinked: 12 })
    },
    PATIENCE,
  )

  it('splits by seed, the same each time', async () => {
    const first = await json('split', project, '--val', '0.25', '--seed', '3')
    expect(first).toMatchObject({ train: 9, val: 3, test: 0 })
    expect(await json('split', project, '--val', '0.25', '--seed', '3')).toEqual(first)
  })

  it('plans a training without starting it, and fits anchors on request', async () => {
    const plan = await json('train', project, '--plan')
    expect(plan).toMatchObject({ trainImages: expect.any(Number), anchors: { boxes: expect.any(Number) }, tiles: null })
    const words = await run('train', project, '--plan', '--fit-anchors')
    expect(words.code, words.stderr).toBe(0)
    expect(words.stdout).toContain('reached by anchors')
    expect(words.stderr).toMatch(/Anchors fitted|fit the boxes already/)
  })

  it('exports what evaluate reads back: labels as detections are perfect', async () => {
    const out = path.join(folder, 'coco')
    expect(await json('export', project, out, '--format', 'coco')).toMatchObject({ images: 12, boxes: 18 })
    const truth = path.join(out, 'instances.json')
    const { annotations } = JSON.parse(readFileSync(truth, 'utf8')) as {
      annotations: Array<{ image_id: number; category_id: number; bbox: number[] }>
    }
    const detections = path.join(folder, 'results.json')
    const results = annotations.map(({ image_id, category_id, bbox }) => ({ image_id, category_id, bbox, score: 1 }))
    writeFileSync(detections, JSON.stringify(results))
    const found = await json('evaluate', '--truth', truth, '--detections', detections)
    const stats = found['stats'] as number[]
    expect(stats).toHaveLength(12)
    for (const value of stats.slice(0, 3)) expect(value).toBeCloseTo(1, 9)
    expect(found['perClass']).toHaveLength(2)
    expect(found['errorTypes']).toHaveProperty('missed')
  })
})

it(
  'serves a project that is named without its extension, as other commands take it',
  async () => {
    const env = { ...process.env, FOCAL_STUDIO_DATA: path.join(folder, 'data') }
    const child = spawn(process.execPath, ['--no-warnings', program, 'serve', project, '--no-open'], { env })
    const [address] = (await once(child.stdout, 'data')) as [Buffer]
    expect(new URL(address.toString().trim()).searchParams.get('project')).toMatch(/^[\w-]+$/)
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  },
  PATIENCE,
)

describe('errors', () => {
  it.each([
    [['nonsense']],
    [['init']],
    [['split', 'squares', '--val', '3']],
    [['train', 'squares', '--steps', '3', '--minutes', '3']],
    [['train', 'squares', '--loss', 'none']],
    [['train', 'squares', '--set', 'batch']],
    [['export', 'squares', 'out', '--format', 'none']],
    [['export', 'squares', 'out']],
    [['models', 'export', 'squares', '1', 'out', '--format', 'none']],
    [['models', 'export', 'squares', '1']],
    [['evaluate']],
    [['evaluate', 'squares']],
    [['detect']],
    [['serve', '--port', '70000']],
  ])('wrong usage is told as such: %j', async (args) => {
    // In this process: starting one for each would take most of the time.
    expect(await exitCode(() => createProgram().parseAsync(args, { from: 'user' }))).toBe(2)
  })

  it('wrong usage ends with 2 and nothing on stdout', async () => {
    for (const args of [['init'], ['evaluate', 'squares']]) {
      const { code, stdout, stderr } = await run(...args)
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).not.toBe('')
    }
  })

  it.each([
    [['stats', 'nowhere'], 'NOT_FOUND'],
    [['init', 'squares'], 'CONFLICT'],
    [['train', 'squares', '--set', 'gama=1'], 'BAD_INPUT'],
    [['train', 'squares', '--gamma', '-1'], 'BAD_INPUT'],
    [['train', 'squares', '--resume', '77'], 'NOT_FOUND'],
    [['detect', 'squares'], 'NOT_FOUND'],
    [['detect', '--model', 'pictures', 'pictures'], 'NOT_FOUND'],
    [['evaluate', '--truth', 'nowhere.json', '--detections', 'nowhere.json'], 'NOT_FOUND'],
  ])(
    'failures end with 1, with code and sentence: %j',
    async (args, code) => {
      const failed = await run(...args, '--json')
      expect(failed.code).toBe(1)
      const { error } = JSON.parse(failed.stdout) as { error: { code: string; message: string } }
      expect(error.code).toBe(code)
      expect(error.message).toMatch(/\.$/)
      expect(failed.stderr).toContain(error.message)
      expect(failed.stderr).not.toMatch(/\n\s+at /)
    },
    PATIENCE,
  )

  it('a project without done images cannot train, and says what to do', async () => {
    await json('init', 'bare')
    const failed = await run('train', 'bare', '--json')
    expect(failed.code).toBe(1)
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: 'NO_DATA' } })
  })
})

it(
  'trains, lists, evaluates, detects and gives the model out',
  async () => {
    const tiny = ['network.pretrained=false', 'network.pyramid.width=16', 'network.heads.width=16', 'input.width=96']
    const settings = [
      ...tiny,
      'input.height=64',
      'augmentation.variants=1',
      'threads=1',
      'detection.minimumScore=0.001',
    ]
    const set = settings.flatMap((one) => ['--set', one])
    const trained = await json('train', project, '--steps', '4', '--seed', '2', '--name', 'Tiny', ...set)
    expect(trained).toMatchObject({ run: 1, status: 'finished', steps: 4 })
    for (const key of ['seconds', 'backend', 'ap', 'ap50', 'ap75', 'perClass', 'bestStep']) {
      expect(trained).toHaveProperty(key)
    }
    expect(await json('models', 'list', project)).toMatchObject({ runs: [{ id: 1, name: 'Tiny', status: 'finished' }] })
    expect((await json('evaluate', project, '--run', '1'))['stats']).toHaveLength(12)

    const all = path.join(folder, 'all.json')
    expect(await json('detect', project, '--min-score', '0', '--out', all)).toMatchObject({ images: 12, out: all })
    expect(Array.isArray(JSON.parse(readFileSync(all, 'utf8')))).toBe(true)

    const model = path.join(folder, 'model')
    expect(await json('models', 'export', project, '1', model)).toMatchObject({ out: model, files: 4 })
    writeFileSync(path.join(folder, 'broken.png'), 'no picture')
    const found = await json('detect', '--model', model, 'pictures/001.png', 'broken.png', '--min-score', '0.001')
    expect(found).toMatchObject({ images: 1, skipped: [{ file: path.join(folder, 'broken.png') }] })
    for (const row of found['results'] as object[]) {
      expect(Object.keys(row).sort()).toEqual(['bbox', 'category_id', 'file_name', 'image_id', 'score'])
    }
  },
  PATIENCE,
)

it(
  'takes that model back as a run of its own, which finds the same',
  async () => {
    const back = await json('models', 'import', path.join(folder, 'model'), '--project', project, '--name', 'Again')
    expect(back).toMatchObject({ run: 2, classes: ['red', 'blue'] })
    const same = await json('detect', project, '--run', '2', '--min-score', '0', '--out', path.join(folder, '2.json'))
    expect(same).toMatchObject({ images: 12 })
    expect(JSON.parse(readFileSync(path.join(folder, '2.json'), 'utf8'))).toEqual(
      JSON.parse(readFileSync(path.join(folder, 'all.json'), 'utf8')),
    )
  },
  PATIENCE,
)

it(
  'gives the model of that training out for other programs, and replaces an export only when told to',
  async () => {
    const onnx = ['models', 'export', project, '1', '--format', 'onnx-detections', '--out', path.join(folder, 'onnx')]
    expect(await json(...onnx)).toMatchObject({ out: path.join(folder, 'onnx'), files: 5 })
    const again = await run(...onnx, '--json')
    expect(again.code).toBe(1)
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'CONFLICT' } })
    expect(await json(...onnx, '--replace')).toMatchObject({ files: 5 })
  },
  PATIENCE,
)
