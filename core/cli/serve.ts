/** serve: the studio in any browser, for machines without a screen, for tests, and where Electron cannot be had. */
import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { startEngine } from '../engine.ts'
import { port } from './arguments.ts'
import { tell } from './report.ts'
import { projectPath } from './session.ts'

interface ServeOptions {
  port: number
  open: boolean
  publicHost?: string
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the studio on this computer for a browser')
    .argument('[project]', 'project to open first')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', port, 0)
    .option('--no-open', 'do not open the browser')
    .option('--public-host <name:port>', 'name and port at the near end of a tunnel')
    .action(serve)
}

async function serve(project: string | undefined, options: ServeOptions): Promise<void> {
  const { publicHost } = options
  const engine = await startEngine(
    { port: options.port, ...(publicHost === undefined ? {} : { publicHost }) },
    { host: 'web' },
  )
  // Listened for before the address is told: whoever hears it may end the server at once.
  const interrupted = untilInterrupted()
  try {
    const url = new URL(engine.url ?? '')
    if (project !== undefined) url.searchParams.set('project', engine.services.projects.open(projectPath(project)).id)
    process.stdout.write(`${url.href}\n`)
    tell('The studio runs at the address above; Ctrl-C ends it.')
    if (options.open) openBrowser(url.href)
    await interrupted
    tell('Saving and ending …')
  } finally {
    // A project that cannot be opened must not leave a server behind.
    await engine.close()
  }
}

/** Opens the system's browser; where there is none, the printed address is enough. */
function openBrowser(url: string): void {
  const [command, ...before]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open']
  const opener = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
  opener.on('error', () => tell('No browser could be opened here: open the address yourself.'))
  opener.unref()
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
