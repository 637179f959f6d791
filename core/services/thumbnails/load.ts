/** Whether the computer has time for what nobody waits for. */
import os from 'node:os'

/** The share of the processors that is wanted already, from which on they had better be left alone. */
const BUSY_SHARE = 0.75

/** Told by the mean of the last minute, in which work of one's own counts, too. Windows does not tell: it counts as idle. */
export function isComputerBusy(): boolean {
  return (os.loadavg()[0] ?? 0) > BUSY_SHARE * os.availableParallelism()
}
