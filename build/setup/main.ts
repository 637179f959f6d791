/** `focal-studio setup [--weights NAME]…`: brings what is missing, and says what is there. */
import { parseArgs } from 'node:util'
import { findNativeBinding, findWeights } from '../../core/compute/nativeLocation.ts'
import { weightsCatalogue } from '../../core/compute/weightsCatalogue.ts'
import { reason, say } from './say.ts'
import { runSetup } from './setup.ts'

const usage = `Usage: focal-studio setup [--weights NAME]…
Brings native TensorFlow and the weights of the default backbone into the cache; --weights brings others as well:
${weightsCatalogue.map((entry) => `  ${entry.name.padEnd(20)} ${entry.title}, ${entry.source.megabytes} MB`).join('\n')}`

try {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      weights: { type: 'string', multiple: true },
      // For the launcher: silent when all is there, and no second try of what could not be had today.
      'when-needed': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) console.log(usage)
  else if (values['when-needed']) await runSetup()
  else {
    await runSetup({ weights: values.weights ?? [], retry: true })
    sayWhatIsThere()
  }
} catch (error) {
  say(reason(error))
  process.exitCode = 2
}

function sayWhatIsThere(): void {
  const native = findNativeBinding()
  const weights = weightsCatalogue.filter((entry) => findWeights(entry)).map((entry) => entry.name)
  say(native ? `TensorFlow ${native.version} (${native.flavour}): ${native.path}` : 'no native TensorFlow')
  say(`weights: ${weights.join(', ') || 'none'}`)
}
