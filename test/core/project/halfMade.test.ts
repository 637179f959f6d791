import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createProject, openProject } from '../../../core/project/project.ts'
import { projectSummary } from '../../../core/project/summary.ts'
import { closedAfterTest, temporaryFolder } from './temporaryProject.ts'

/** Kills, and how many more there may be until one has hit a project in its making. */
const KILLS = 6
const MOST_KILLS = 60

/** Makes projects One, Two, … in a folder until it is killed. */
function makeUntilKilled(folder: string) {
  const source = `import { createProject } from '${path.resolve('core/project/project.ts')}'
    for (let number = 0; ; number++) {
      createProject(${JSON.stringify(folder)}, 'Project ' + number).close()
      if (number === 0) console.log('begun')
    }`
  return spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: ['ignore', 'pipe', 'ignore'] })
}

it('is in nobody’s way when its making was killed, and goes with the next project that is made there', async () => {
  let halfMade = 0
  for (let kill = 0; kill < KILLS || (halfMade === 0 && kill < MOST_KILLS); kill++) {
    const folder = temporaryFolder()
    const maker = makeUntilKilled(folder)
    await once(maker.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, (17 * kill) % 100))
    maker.kill('SIGKILL')
    await once(maker, 'exit')
    const names = readdirSync(folder)
    const hidden = names.filter((name) => name.startsWith('.'))
    halfMade += hidden.length
    // What appeared is whole.
    for (const name of names.filter((name) => name.endsWith('.focal') && !name.startsWith('.'))) {
      const project = openProject(path.join(folder, name))
      expect(projectSummary(project)).toMatchObject({ images: 0, readOnly: false })
      project.close()
    }
    const again = /^\.(Project \d+)\.focal\.making/.exec(hidden[0] ?? '')?.[1] ?? 'Another'
    closedAfterTest(createProject(folder, again))
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  }
  expect(halfMade).toBeGreaterThan(0)
}, 120_000)

it('leaves alone what others are making, and what is not half a project', () => {
  const folder = temporaryFolder()
  const gone = 2 ** 22 + 1
  mkdtempSync(path.join(folder, `.Other.focal.making-${process.pid}-`))
  mkdirSync(path.join(folder, '.Mine.focal.making-notes'))
  mkdirSync(path.join(folder, `.Mine.focal.making-${gone}-abcdef`))
  writeFileSync(path.join(folder, `.Mine.focal.making-${gone}-abcdef`, 'letter.txt'), 'Dear')
  mkdirSync(path.join(folder, `.Mine.focal.making-${gone}-ghijkl`, 'runs'), { recursive: true })
  const before = readdirSync(folder)
  closedAfterTest(createProject(folder, 'Mine'))
  const left = readdirSync(folder).filter((name) => name.startsWith('.'))
  expect(left).toEqual(before.filter((name) => !name.endsWith('ghijkl')))
})
