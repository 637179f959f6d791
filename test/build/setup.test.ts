import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { compiledFolder } from '../../core/compute/nativeLocation.ts'
import { mustRun, runCommand, tellingLine } from '../../build/setup/command.ts'
import { withLock } from '../../build/setup/lock.ts'
import { removeFormer } from '../../build/setup/native.ts'
import { wheelChoices } from '../../build/setup/platform.ts'
import { reason, size } from '../../build/setup/say.ts'
import { wantedWeights } from '../../build/setup/setup.ts'
import { fillFolder } from '../../build/setup/staging.ts'
import { readTarFiles } from '../../build/setup/tar.ts'
import { nvidiaRequirements } from '../../build/setup/wheelBinding.ts'
import { extractZip, listZip } from '../../build/setup/zip.ts'

const lockModule = new URL('../../build/setup/lock.ts', import.meta.url).href

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('zip', () => {
  const archive = (): string => path.join(folder, 'a.zip')

  test('chosen files come out whole, packed or stored', async () => {
    const long = 'a long line, over and over\n'.repeat(5000)
    writeFileSync(
      archive(),
      zipSync({ 'x/long.txt': bytes(long), 'x/stored.txt': [bytes('stored'), { level: 0 }], empty: bytes('') }),
    )
    expect((await listZip(archive())).map((entry) => entry.name)).toEqual(['x/long.txt', 'x/stored.txt', 'empty'])
    const written = await extractZip(archive(), folder, (name) => (name === 'x/long.txt' ? undefined : `out/${name}`))
    expect(written).toBe(2)
    expect(readFileSync(path.join(folder, 'out/x/stored.txt'), 'utf8')).toBe('stored')
    expect(readFileSync(path.join(folder, 'out/empty'), 'utf8')).toBe('')
    await extractZip(archive(), folder, () => 'all')
    await extractZip(archive(), folder, (name) => (name.endsWith('long.txt') ? 'long' : undefined))
    expect(readFileSync(path.join(folder, 'long'), 'utf8')).toBe(long)
  })

  test('a damaged file, a cut archive and a path that leads out are refused', async () => {
    const whole = zipSync({ 'a.txt': [bytes('some content here'), { level: 0 }] })
    const damaged = Uint8Array.from(whole)
    const at = Buffer.from(whole).indexOf('content')
    damaged[at] = 0x43
    writeFileSync(archive(), damaged)
    await expect(extractZip(archive(), folder, (name) => name)).rejects.toThrow('damaged')
    writeFileSync(archive(), whole.subarray(0, whole.length - 30))
    await expect(listZip(archive())).rejects.toThrow('not a whole zip archive')
    writeFileSync(archive(), zipSync({ '../out.txt': bytes('x') }))
    await expect(extractZip(archive(), path.join(folder, 'in'), (name) => name)).rejects.toThrow('leads out')
  })
})

test('files of an npm package are read, and one that is missing is named', async () => {
  const file = path.join(folder, 'package.tgz')
  mkdirSync(path.join(folder, 'package'))
  const big = Buffer.alloc(3_000_000, 'focal')
  writeFileSync(path.join(folder, 'package/big.bin'), big)
  writeFileSync(path.join(folder, 'package/small.json'), '{}')
  await mustRun('tar', ['-cf', 'package.tar', 'package/big.bin', 'package/small.json'], { cwd: folder })
  writeFileSync(file, gzipSync(readFileSync(path.join(folder, 'package.tar'))))
  const files = await readTarFiles(file, ['package/small.json', 'package/big.bin'])
  expect(files.get('package/small.json')?.toString()).toBe('{}')
  const sha = (data: Buffer): string => createHash('sha256').update(data).digest('hex')
  expect(sha(files.get('package/big.bin') ?? Buffer.alloc(0))).toBe(sha(big))
  await expect(readTarFiles(file, ['package/none'])).rejects.toThrow('package/none')
})

test('libraries of former versions go, what is used and what is not the studio’s stays', async () => {
  const current = path.basename(compiledFolder('cpu'))
  for (const name of ['2.20.0-cpu', '2.21.0-cuda-1', current, 'package', 'notes']) mkdirSync(path.join(folder, name))
  await removeFormer(folder)
  expect(readdirSync(folder).sort()).toEqual([current, 'notes', 'package'].sort())
})

test('a library that cannot be removed is told of, the others go, and set-up goes on', async () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => told.mockRestore())
  const lines = (): string[] => told.mock.calls.map(([line]) => String(line))
  const [stuck, gone] = ['2.19.0-cpu', '2.20.0-cpu'].map((name) => path.join(folder, name)) as [string, string]
  for (const name of [stuck, gone]) mkdirSync(name)
  // Whoever may remove anything, as root may, meets such a folder only when a program holds it or a disk fails.
  await removeFormer(folder, async (former) => {
    if (former === stuck) throw new Error('EBUSY: resource busy or locked')
    rmSync(former, { recursive: true })
  })
  expect(readdirSync(folder)).toEqual(['2.19.0-cpu'])
  expect(lines()).toEqual([
    `set-up: an older TensorFlow stays in the cache (${stuck}): EBUSY: resource busy or locked\n`,
  ])
  await removeFormer(path.join(folder, 'missing'))
  expect(lines()[1]).toContain('ENOENT')
})

test('a folder is filled whole or not at all, and leftovers go', async () => {
  const target = path.join(folder, 'weights')
  mkdirSync(path.join(folder, '.unfinished-old'))
  const fails = fillFolder(target, async (staging) => {
    writeFileSync(path.join(staging, 'half'), '')
    throw new Error('no network')
  })
  await expect(fails).rejects.toThrow('no network')
  expect(readdirSync(folder)).toEqual([])
  await fillFolder(target, async (staging) => writeFileSync(path.join(staging, 'file'), 'new'))
  expect(readdirSync(folder)).toEqual(['weights'])
  expect(readFileSync(path.join(target, 'file'), 'utf8')).toBe('new')
})

test('two set-ups work one after the other', async () => {
  const order: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`)
    await sleep(50)
    order.push(`${name} ends`)
  }
  await Promise.all([withLock(folder, work('one')), withLock(folder, work('two'))])
  expect(order).toHaveLength(4)
  expect(order[1]).toBe(order[0]?.replace('begins', 'ends'))
})

test('a set-up in another process is waited for, and a killed one is not', async () => {
  const program = `const { withLock } = await import(${JSON.stringify(lockModule)})
    await withLock(process.argv[1], () => new Promise(() => { console.log('holds'); setInterval(() => {}, 1000) }))`
  const other = spawn(process.execPath, ['--input-type=module', '-e', program, folder])
  await once(other.stdout, 'data')
  let entered = false
  const mine = withLock(folder, async () => void (entered = true))
  await sleep(700)
  expect(entered).toBe(false)
  other.kill('SIGKILL')
  await mine
  expect(entered).toBe(true)
})

test('programs that fail, are missing or take too long say so', async () => {
  await expect(mustRun(process.execPath, ['-e', 'console.error("Error: no disk"); process.exit(3)'])).rejects.toThrow(
    'failed (3): Error: no disk',
  )
  expect((await runCommand('no-such-program', [])).code).toBe(127)
  expect((await runCommand(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { timeout: 0.2 })).code).toBe(124)
})

test('each platform gets the wheels that suit it, CUDA first where a driver is', () => {
  expect(wheelChoices('linux-x64', false).map((choice) => choice.package)).toEqual(['tensorflow-cpu'])
  expect(wheelChoices('linux-x64', true).map((choice) => choice.flavour)).toEqual(['cuda', 'cpu'])
  expect(wheelChoices('darwin-arm64', false)[0]?.libraries[0]).toBe('libtensorflow_cc.2.dylib')
  expect(wheelChoices('win32-x64', true)).toEqual([])
})

test("NVIDIA's wheels are the ones that TensorFlow names", () => {
  const metadata = [
    'Requires-Dist: numpy>=1.26.0',
    'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
    "Requires-Dist: nvidia-cudnn-cu12 (<10.0,>=9.3.0.75) ; extra == 'and-cuda'",
  ].join('\n')
  expect(nvidiaRequirements(metadata)).toEqual([
    'nvidia-cublas-cu12<13.0,>=12.5.3.2',
    'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
  ])
})

test('the telling line of a failure is found', () => {
  const npm =
    'npm error code ECONNREFUSED\nnpm error FetchError: request failed, reason: refused\nnpm error     at x (y)'
  expect(tellingLine(npm)).toBe('FetchError: request failed, reason: refused')
  const pip = "WARNING: Retrying after connection broken by 'NewConnectionError('x')'\nERROR: No matching distribution"
  expect(tellingLine(pip)).toBe('the package index cannot be reached (NewConnectionError)')
  expect(tellingLine('a.cc:1:10: fatal error: x.h: No such file\ncompilation terminated.')).toContain('x.h')
  expect(tellingLine('')).toBe('it said nothing')
})

test('words', () => {
  expect([size(7_696_162), size(273_829_956), size(3_100_000_000)]).toEqual(['7.7 MB', '274 MB', '3.1 GB'])
  expect(reason(new Error('\n  no space\nat x'))).toBe('no space')
  expect(wantedWeights(['efficientnet-lite0'])).toEqual(['nanodet-g', 'efficientnet-lite0'])
  expect(() => wantedWeights(['resnet'])).toThrow(
    'there are nanodet-g, efficientnet-lite0, efficientnet-lite1, efficientnet-lite2',
  )
})
