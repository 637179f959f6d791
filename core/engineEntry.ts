/**
 * Process entry for the desktop shell: `node engineEntry.ts --socket PATH`. Writes one line {"ready":true} on stdout
 * when it listens, or {"error":…} and exits 1; ends itself, with everything saved, when stdin closes or on SIGTERM.
 */
import { parseArgs } from 'node:util'
import { errorBody } from './api/errors.ts'
import { startEngine } from './engine.ts'

const { values } = parseArgs({ options: { socket: { type: 'string' } } })
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  if (!values.socket) throw new Error('Usage: engineEntry --socket PATH')
  const engine = await startEngine({ socketPath: values.socket }, { host: 'electron' })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    engine.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.stdin.once('end', end).once('close', end).resume()
  process.once('SIGTERM', end).once('SIGINT', end)
  say({ ready: true })
} catch (error) {
  say({ error: errorBody(error) })
  process.exit(1)
}
