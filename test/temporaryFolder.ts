/** All temporary files of a run of the tests lie in one folder, which goes when the tests have ended. */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Vitest calls it once before all tests, and what it returns after them. */
export default function setUp(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'focal-tests-'))
  process.env['TMPDIR'] = process.env['TEMP'] = process.env['TMP'] = folder
  // Many tests start the studio's processes and threads: what one of them compiled serves all.
  process.env['NODE_COMPILE_CACHE'] ??= path.join(folder, 'compiled')
  return () => rmSync(folder, { recursive: true, force: true })
}
