/** Size and place of the window, kept from one start to the next. Plain Node. */
import { readFileSync, writeFileSync } from 'node:fs'

export interface WindowState {
  width: number
  height: number
  x?: number
  y?: number
  maximized: boolean
}

const usual: WindowState = { width: 1440, height: 900, maximized: false }
const smallest = { width: 960, height: 600 }

/** What was kept, or the usual size: nothing kept, or nothing readable, is the first start. */
export function readWindowState(file: string): WindowState {
  let kept: Partial<WindowState>
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
  } catch {
    return usual
  }
  const { x, y } = kept
  const length = (value: number | undefined, least: number, otherwise: number): number =>
    Number.isFinite(value) ? Math.max(least, Math.round(value ?? 0)) : otherwise
  return {
    width: length(kept.width, smallest.width, usual.width),
    height: length(kept.height, smallest.height, usual.height),
    maximized: kept.maximized === true,
    ...(Number.isInteger(x) && Number.isInteger(y) ? { x, y } : {}),
  }
}

/** Keeps the state. A failure is reported to the caller: a read-only profile must not stop the window from closing. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, `${JSON.stringify(state)}\n`)
}
