/** A killed process loses nothing that it had acknowledged, and leaves nothing half done. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { redo, undo } from '../../../core/project/history.ts'
import { createProject, openProject } from '../../../core/project/project.ts'
import { contentDigest } from './contentDigest.ts'
import { temporaryFolder } from './temporaryProject.ts'

const KILLS = 30
const BUDGET_MS = 15_000

/** Runs the editor until it is killed, some milliseconds after its first change was acknowledged; its lines. */
function editUntilKilled(project: string, seed: number, milliseconds: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const editor = path.join(import.meta.dirname, 'killedEditor.ts')
    const child = spawn(process.execPath, ['--no-warnings', editor, project, String(seed)])
    let output = ''
    let errors = ''
    child.stdout.on('data', (data: Buffer) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
      output += data.toString()
    })
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    child.on('close', (_code, signal) => {
      // What was written last may be cut: only whole lines count.
      if (signal === 'SIGKILL') resolve(output.slice(0, output.lastIndexOf('\n')).split('\n'))
      else reject(new Error(`The editor ended by itself: ${errors}`))
    })
  })
}

it('keeps every acknowledged change through kill -9', async () => {
  const created = createProject(temporaryFolder(), 'Killed')
  const { path: location } = created
  created.close()
  const started = Date.now()
  let changes = 0
  let unacknowledged = 0
  for (let kill = 0; kill < KILLS && Date.now() - started < BUDGET_MS; kill++) {
    const lines = await editUntilKilled(location, kill + 1, (kill * 37) % 150)
    const last = lines.findLast((line) => line.startsWith('done '))?.slice(5)
    const begun = lines.at(-1)?.startsWith('begin ') ? lines.at(-1)?.slice(6) : undefined
    changes += lines.filter((line) => line.startsWith('done ')).length - 1
    const project = openProject(location)
    expect(project.database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(project.database.all('PRAGMA foreign_key_check')).toEqual([])
    if (contentDigest(project) !== last) {
      // The change in progress was committed and not acknowledged yet: it is whole, as its inverse shows.
      expect(begun, `kill ${kill}`).toBeDefined()
      unacknowledged++
      if (begun === 'undo') redo(project)
      else undo(project)
      expect(contentDigest(project)).toBe(last)
    }
    project.close()
  }
  console.log(`${changes} changes acknowledged, ${unacknowledged} committed without`)
  expect(changes).toBeGreaterThan(0)
}, 60_000)
