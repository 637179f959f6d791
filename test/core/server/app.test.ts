import { expect, it, onTestFinished } from 'vitest'
import { createEngine } from '../../../core/engine.ts'
import { createApp } from '../../../core/server/app.ts'
import { temporaryFolder } from '../project/temporaryProject.ts'

it('takes an answer that nobody waits for any more for no error', async () => {
  const folder = temporaryFolder()
  const engine = createEngine({ host: 'web', dataFolder: folder })
  onTestFinished(() => engine.close())
  const asked = Promise.withResolvers<void>()
  const images = {
    ...engine.services.images,
    counts: (_project: string, _filter: object, signal?: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        asked.resolve()
      }),
  }
  const errors: unknown[] = []
  const app = createApp({
    services: { ...engine.services, images },
    files: engine.files,
    rendererFolder: folder,
    onRequest: () => {},
    onError: (error) => errors.push(error),
  })
  const leaving = new AbortController()
  const input = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"project":"p","filter":{}}' }
  const answer = app.request('http://studio/api/images.counts', { ...input, signal: leaving.signal })
  await asked.promise
  leaving.abort('The connection was closed.')
  expect((await answer).status).toBe(499)
  expect(errors).toEqual([])
})
