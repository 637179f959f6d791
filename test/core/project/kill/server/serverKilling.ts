/** Starts the real server, changes a project through its API, kills it at random moments, and looks at what is left. */
import assert from 'node:assert'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createProject, openProject } from '../../../../../core/project/project.ts'
import { startServer, type Server } from './client.ts'
import { contentOf, isSame, line, type Story } from './content.ts'
import { requests, type Change, type Workplace } from './requests.ts'

/** Changes before the kill, at most. */
const MOST_CHANGES = 8
const FIRST_GUESS_MS = 20

export interface ServerTally {
  kills: number
  /** Changes that the server acknowledged. */
  changes: number
  /** Changes that were committed when the server was killed before it could say so. */
  unacknowledged: number
  /** Kills in the midst of each kind of request. */
  during: Record<string, number>
}

/** Kills until there were so many, or the time is over. @throws for the first thing that is lost or half done. */
export async function killServerOften(kills: number, milliseconds: number, seed = 1): Promise<ServerTally> {
  const tally: ServerTally = { kills: 0, changes: 0, unacknowledged: 0, during: {} }
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'focal-kill-server-')))
  const random = generator(seed)
  const durations = new Map<string, number>()
  const end = Date.now() + milliseconds
  let number = 0
  let story: Story = { past: [], now: new Set(), future: [] }
  try {
    createProject(folder, 'Killed').close()
    while (tally.kills < kills && Date.now() < end) {
      const server = await startServer(folder)
      const place = { folder, random, next: () => ++number }
      const life = await live(server, place, story, durations, tally)
      story = judge(folder, life, tally)
      tally.kills++
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return tally
}

interface Life {
  /** What was acknowledged. */
  story: Story
  /** What was asked and not acknowledged. */
  begun: Change | null
}

/** Changes the project until the server is killed in the midst of a change, or just after it. */
async function live(
  { api, process: server }: Server,
  place: Omit<Workplace, 'api' | 'project'>,
  before: Story,
  durations: Map<string, number>,
  tally: ServerTally,
): Promise<Life> {
  let story = before
  const closed = once(server, 'close')
  const { id: project } = await api.projects.open.mutate({ path: path.join(place.folder, 'Killed.focal') })
  await checkAnswers({ ...place, api, project }, story)
  for (let left = Math.floor(place.random() * MOST_CHANGES); ; left--) {
    const [kind, change] = await prepare({ ...place, api, project }, story)
    const started = performance.now()
    if (left > 0) {
      await change.send()
      durations.set(kind, performance.now() - started)
      story = change.after
      tally.changes++
      continue
    }
    // Evenly over what such a change takes.
    const delay = place.random() * (durations.get(kind) ?? FIRST_GUESS_MS)
    setTimeout(() => server.kill('SIGKILL'), delay)
    const isAcknowledged = await change.send().then(
      () => true,
      () => false,
    )
    await closed
    const during = isAcknowledged ? 'nothing' : kind
    tally.during[during] = (tally.during[during] ?? 0) + 1
    if (!isAcknowledged) return { story, begun: change }
    tally.changes++
    return { story: change.after, begun: null }
  }
}

/** A change of a random kind that there is something to make on. */
async function prepare(place: Workplace, story: Story): Promise<[string, Change]> {
  const kinds = Object.keys(requests)
  for (;;) {
    const kind = kinds[Math.floor(place.random() * kinds.length)] ?? 'class'
    const change = await requests[kind]?.(place, story)
    if (change) return [kind, change]
  }
}

/** What the server shows after it was started again. */
async function checkAnswers({ api, project }: Workplace, { now }: Story): Promise<void> {
  const { rows } = await api.images.page.query({ project, offset: 0, limit: 1000 })
  const shown = rows.flatMap(({ path, boxes }) => [line.image(path), ...boxes.map((box) => line.box(path, box))])
  const expected = [...now].filter((one) => one.startsWith('image ') || one.startsWith('box '))
  assert.deepEqual(shown.sort(), expected.sort())
}

/** Checks the project and gives the story that it goes on with. */
function judge(folder: string, { story, begun }: Life, tally: ServerTally): Story {
  const project = openProject(path.join(folder, 'Killed.focal'))
  try {
    assert.deepEqual(project.database.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
    assert.deepEqual(project.database.all('PRAGMA foreign_key_check'), [])
    const found = contentOf(project)
    if (isSame(found, story.now)) return story
    assert.ok(begun, 'an acknowledged change is gone')
    assert.deepEqual([...found].sort(), [...begun.after.now].sort(), 'half of a change')
    tally.unacknowledged++
    return begun.after
  } finally {
    project.close()
  }
}

/** A small linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}
