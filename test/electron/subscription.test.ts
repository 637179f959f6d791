import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AppRouter } from '../../core/api/router.ts'
import type { JobState } from '../../core/api/types.ts'
import { EngineProcess } from '../../electron/engineProcess.ts'
import { forward } from '../../electron/forward.ts'

// An engine takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: string
let engine: EngineProcess
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'subscription-'))
  engine = new EngineProcess({
    node: process.execPath,
    entry: path.resolve(import.meta.dirname, '../../core/engineEntry.ts'),
    environment: { ...process.env, FOCAL_STUDIO_DATA: path.join(folder, 'data') },
    onFailure: (error) => expect.fail(error.message),
  })
})
afterAll(async () => {
  await engine.end()
  rmSync(folder, { recursive: true })
})

/** The window's client, with app:// answered as the desktop shell answers it. */
async function windowClient(): Promise<ReturnType<typeof createTRPCClient<AppRouter>>> {
  const socketPath = await engine.socketPath()
  const carry = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    forward(socketPath, new Request(input, init))
  const url = 'app://studio/api'
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          EventSource,
          eventSourceOptions: () => ({ fetch: (input, init) => carry(input, init as RequestInit) }),
        }),
        false: httpLink({ url, fetch: (input, init) => carry(input as string, init as RequestInit) }),
      }),
    ],
  })
}

test('a job is followed to its end over app://, as the window follows it', async () => {
  const images = path.join(folder, 'images')
  mkdirSync(images)
  for (const name of ['a', 'b', 'c']) {
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#468' } })
      .png()
      .toFile(path.join(images, `${name}.png`))
  }
  const client = await windowClient()
  const project = await client.projects.create.mutate({ folder, name: 'Followed' })
  const job = await client.dataset.import.mutate({ project: project.id, source: images, format: 'auto' })
  const states: JobState[] = []
  await new Promise<void>((resolve, reject) => {
    client.jobs.watch.subscribe(
      { job: job.id },
      { onData: (state) => states.push(state), onComplete: resolve, onError: reject },
    )
  })
  expect(states.at(-1)).toMatchObject({ status: 'done' })
  const page = await client.images.page.query({ project: project.id, query: {}, offset: 0, limit: 10 })
  expect(page.total).toBe(3)
})
