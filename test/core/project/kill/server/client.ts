/** The real server, as `focal-studio serve` starts it, and its API as the window calls it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../../../../core/api/router.ts'

export type Client = TRPCClient<AppRouter>

export interface Server {
  api: Client
  process: ChildProcess
}

const TOKEN = 'a-token-for-this-test'
const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../../../core/cli.ts')

/** Starts it and waits for its address. @throws what it said when it ends instead. */
export async function startServer(folder: string): Promise<Server> {
  const server = spawn(process.execPath, ['--no-warnings', COMMAND_LINE, 'serve', '--no-open', '--port', '0'], {
    env: {
      ...process.env,
      FOCAL_STUDIO_TOKEN: TOKEN,
      FOCAL_STUDIO_DATA: path.join(folder, 'data'),
      NODE_COMPILE_CACHE: path.join(tmpdir(), 'focal-kill-cache'),
    },
  })
  const address = await firstLine(server)
  const { origin } = new URL(address)
  const links = [httpLink({ url: `${origin}/api`, headers: { authorization: `Bearer ${TOKEN}` } })]
  return { api: createTRPCClient<AppRouter>({ links }), process: server }
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    let errors = ''
    server.stdout?.on('data', (data: Buffer) => {
      said += data.toString()
      if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')))
    })
    server.stderr?.on('data', (data: Buffer) => (errors += data.toString()))
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`The server ended by itself: ${errors}`)))
  })
}
