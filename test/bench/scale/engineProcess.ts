/** The engine in a process of its own, which tells how long its event loop was held up: what every other request waits. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startEngine } from '../../../core/engine.ts'

const [dataFolder = '', token = ''] = process.argv.slice(2)
const delay = monitorEventLoopDelay({ resolution: 5 })
const engine = await startEngine({ port: 0, token }, { host: 'web', dataFolder })
delay.enable()

process.on('message', (message) => {
  if (message === 'stop') {
    void engine.close().then(() => process.exit(0))
    return
  }
  process.send?.({ blockedMs: delay.max / 1e6 })
  delay.reset()
})
process.send?.({ url: engine.url })
