#!/usr/bin/env node
/**
 * The `focal-studio` command, for any Node from 20.19 on: starts the studio's parts with the project's own Node 24.
 * `start` opens the window, `setup` brings native TensorFlow and weights, everything else is the engine's command line.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedEnvironment } from './compileCache.mjs'
import { node24 } from './node24.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
/** Commands that train, detect or open the studio: they want what set-up brings. */
const needSetup = new Set(['train', 'detect', 'serve', 'bench'])

/** Someone wants an end: no further step begins. */
let interrupted = false

/** Runs one of the project's scripts to its end; gives its exit code. Signals go on to it. */
async function run(script, args) {
  const flags = ['--disable-warning=ExperimentalWarning']
  const node = node24()
  const env = await cachedEnvironment()
  const child = spawn(node, [...flags, path.join(root, script), ...args], { stdio: 'inherit', env })
  const forward = (signal) => {
    interrupted = true
    child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

const [command, ...rest] = process.argv.slice(2)
const wantsHelp = rest.includes('--help') || rest.includes('-h')
try {
  if (command === 'setup') process.exitCode = await run('build/setup/main.ts', rest)
  else if (command === 'start') process.exitCode = await run('build/start.ts', rest)
  else {
    // Set-up and the build say what they could not do; the command then works with what is there.
    const steps = []
    if (needSetup.has(command ?? '') && !wantsHelp) steps.push(['build/setup/main.ts', ['--when-needed']])
    if (command === 'serve' && !wantsHelp) steps.push(['build/renderer.ts', []])
    steps.push(['core/cli.ts', process.argv.slice(2)])
    for (const [script, args] of steps) if (!interrupted) process.exitCode = await run(script, args)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
