/**
 * `npm test`: everything that must hold, each step timed, all output shown, and one plain line at the end:
 * `N passed, N failed` (the tests of Vitest and Playwright; a failing check counts as one). What failed is named once
 * more just above it, so that the end of a long log tells why. Needs Node 20.19 or newer.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { node24 } from './node24.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const reports = path.join(root, 'test-results')
const unitReport = path.join(reports, 'unit.json')
const browserReport = path.join(reports, 'browser.json')

/**
 * One step: words, script of the project with its arguments, minutes it may take, and where its tests are counted. Those
 * that are `alone: false` each keep one core busy: neighbours of them run side by side, and each one's output is shown
 * when it has ended.
 */
const steps = [
  { name: 'set-up', script: 'build/setup/main.ts', args: ['--when-needed'], minutes: 15 },
  {
    name: 'format',
    script: 'node_modules/prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '.'],
    alone: false,
  },
  { name: 'lint', script: 'node_modules/oxlint/bin/oxlint', args: ['--deny-warnings'], alone: false },
  { name: 'layers', script: 'build/layers.ts', args: [], alone: false },
  {
    name: 'types',
    script: 'node_modules/vue-tsc/bin/vue-tsc.js',
    args: ['--noEmit', '-p', 'tsconfig.json'],
    alone: false,
  },
  // Before the tests, of which some want the window built.
  { name: 'build', script: 'node_modules/vite/bin/vite.js', args: ['build', '-c', 'build/vite.config.ts'] },
  {
    name: 'unit tests',
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    minutes: 25,
    count: () => countUnit(unitReport),
  },
  {
    name: 'browser tests',
    script: 'node_modules/@playwright/test/cli.js',
    args: ['test', '-c', 'test/e2e/playwright.config.ts', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport, PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
    minutes: 25,
    count: () => countBrowser(browserReport),
  },
]

function countUnit(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  // A file that cannot be loaded has no tests to fail: it counts as one.
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  )
  const failures = report.testResults.flatMap((result) =>
    result.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => failure(result.name, test.fullName, test.failureMessages?.join('\n'))),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map((result) => failure(result.name, 'cannot be loaded', result.message))],
  }
}

/** A failed test in words: its file, its name and the first lines of what went wrong. */
function failure(file, name, message) {
  const lines = (message ?? '').split('\n').slice(0, 12)
  return [`${path.relative(root, file)} > ${name}`, ...lines.map((line) => `    ${line}`)].join('\n')
}

function countBrowser(file) {
  const { stats, errors, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
  const failures = suites
    .flatMap(specs)
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const results = spec.tests.flatMap((test) => test.results)
      return failure(
        path.join(root, 'test/e2e', spec.file),
        spec.title,
        results.find((run) => run.error)?.error.message,
      )
    })
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures: [...failures, ...errors.map((error) => failure('test/e2e', 'could not start', error.message))],
  }
}

/** What ends the steps that run at present. */
const stops = new Set()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const stop of stops) stop()
    process.exit(130)
  })
}

/**
 * Runs a step and gives its exit code and seconds; its output goes straight on when it runs alone. A step that takes too
 * long is stopped with all its children.
 */
function run({ name, script, args, env, minutes = 5, alone = true }) {
  const start = Date.now()
  const output = []
  if (alone) console.log(`\n== ${name}`)
  const say = (words) => (alone ? process.stdout.write(words) : output.push(words))
  const ownGroup = process.platform !== 'win32'
  const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', path.join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: alone ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', say)
  const stop = () => {
    try {
      process.kill(ownGroup ? -child.pid : child.pid, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
  stops.add(stop)
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      say(`stopped after ${minutes} minutes\n`)
      stop()
    }, minutes * 60_000)
    child.on('error', (error) => say(`${error.message}\n`))
    child.on('close', (code) => {
      clearTimeout(timer)
      stops.delete(stop)
      if (!alone) console.log(`\n== ${name}`)
      for (const words of output) process.stdout.write(words)
      resolve({ code: code ?? 1, seconds: (Date.now() - start) / 1000 })
    })
  })
}

/** Steps that follow each other and may run side by side, together. */
function sideBySide(all) {
  const groups = []
  for (const step of all) {
    const last = groups.at(-1)
    if (step.alone === false && last?.at(-1).alone === false) last.push(step)
    else groups.push([step])
  }
  return groups
}

/** The counts of a step: its own report's where it has one, and at least one failure when it failed. */
function countsOf(step, code) {
  const none = { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] }
  if (!step.count) return none
  try {
    const counts = step.count()
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } catch (error) {
    console.log(`no report of the ${step.name}: ${error.message}`)
    return { ...none, failed: 1 }
  }
}

rmSync(unitReport, { force: true })
rmSync(browserReport, { force: true })
mkdirSync(reports, { recursive: true })
const began = Date.now()
const total = { passed: 0, failed: 0, skipped: 0 }
const summary = []
const failures = []
if (!existsSync(path.join(root, 'node_modules'))) {
  console.log('run "npm install" first')
  process.exit(1)
}
for (const group of sideBySide(steps)) {
  const results = await Promise.all(group.map(run))
  for (const [index, step] of group.entries()) {
    const { code, seconds } = results[index]
    const counts = countsOf(step, code)
    for (const key of Object.keys(total)) total[key] += counts[key]
    failures.push(...counts.failures)
    summary.push(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds.toFixed(1)} s)`)
  }
}
for (const words of failures) console.log(`\nFAILED ${words}`)
console.log(`\n${summary.join('\n')}`)
console.log(`${total.skipped} skipped, ${Math.round((Date.now() - began) / 1000)} s in all`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
