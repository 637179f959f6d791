/** The stores of the window on a real engine: its own HTTP face, called without a network. Import before any store. */
import { createPinia, setActivePinia } from 'pinia'
import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../../core/engine.ts'
import { createApp } from '../../../core/server/app.ts'
import { temporaryFolder } from '../../core/project/temporaryProject.ts'

let answer: (request: Request) => Response | Promise<Response> = () => Response.error()
let gate: (path: string, signal: AbortSignal) => Promise<void> | undefined = () => undefined

Object.assign(globalThis, {
  window: new EventTarget(),
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = input instanceof Request ? input : new Request(new URL(input, 'http://studio'), init)
    await gate(new URL(request.url).pathname, request.signal)
    return answer(request)
  },
})

/** Fresh stores on an engine with data of its own. */
export function engineForStores(): Engine {
  const folder = temporaryFolder()
  const engine = createEngine({ host: 'web', dataFolder: folder })
  const { services, files } = engine
  const app = createApp({ services, files, rendererFolder: folder, onRequest: () => {}, onError: () => {} })
  answer = app.fetch
  setActivePinia(createPinia())
  onTestFinished(async () => {
    gate = () => undefined
    await engine.close()
  })
  return engine
}

/** Holds up the next call that names `procedure` on its way to the engine; `arrived` tells when it is broken off. */
export function holdUp(procedure: string): { arrived: Promise<AbortSignal>; release: () => void } {
  const [arrived, open] = [Promise.withResolvers<AbortSignal>(), Promise.withResolvers<void>()]
  gate = (path, signal) => {
    if (!path.includes(procedure)) return undefined
    gate = () => undefined
    arrived.resolve(signal)
    return open.promise
  }
  return { arrived: arrived.promise, release: open.resolve }
}

/** Loses the next call that names `procedure`, as when the engine is away. */
export function loseOne(procedure: string): void {
  gate = (path) => {
    if (!path.includes(procedure)) return undefined
    gate = () => undefined
    return Promise.reject(new TypeError('Failed to fetch'))
  }
}
