import { app, BrowserWindow, dialog } from 'electron'
import type { EngineProcess } from './engineProcess.ts'
import { forward } from './forward.ts'

/** How often a studio without a window looks whether its training has ended, in milliseconds. */
const watchInterval = 10_000

/** Trainings that run or wait in the engine; 0 when it does not answer. */
async function activeTrainings(engine: EngineProcess): Promise<number> {
  try {
    const response = await forward(await engine.socketPath(), new Request('app://studio/api/system.info'))
    const answer = (await response.json()) as { result?: { data?: { activeTrainings?: number } } }
    return answer.result?.data?.activeTrainings ?? 0
  } catch (error) {
    process.stderr.write(`The engine does not say whether it trains: ${String(error)}\n`)
    return 0
  }
}

/**
 * Closing the window does not stop a training: the person may let it go on without a window (opening the studio again
 * shows it), or end both; the engine then writes a checkpoint from which the run goes on another day.
 */
export function askBeforeClosing(window: BrowserWindow, engine: EngineProcess): void {
  let mayClose = false
  let isAsking = false
  const ask = async (): Promise<void> => {
    isAsking = true
    mayClose = await askToClose(window, engine)
    isAsking = false
    if (mayClose) window.close()
  }
  window.on('close', (event) => {
    if (mayClose) return
    event.preventDefault()
    // A second click while the question is open, or on its way, asks nothing again.
    if (!isAsking) void ask()
  })
}

async function askToClose(window: BrowserWindow, engine: EngineProcess): Promise<boolean> {
  if ((await activeTrainings(engine)) === 0) return true
  const goOn = 0
  const cancel = 2
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'A training is running.',
    detail:
      'It can go on without the window: open Focal Studio again to see it. If you stop it, it can be continued later.',
    buttons: ['Go on training', 'Stop and quit', 'Cancel'],
    defaultId: goOn,
    cancelId: cancel,
  })
  if (response === goOn) quitWhenTrained(engine)
  return response !== cancel
}

let watching = false

/** Whether the studio goes on without a window, for the sake of a training. */
export function trainsWithoutWindow(): boolean {
  return watching
}

function quitWhenTrained(engine: EngineProcess): void {
  watching = true
  const look = async (): Promise<void> => {
    const count = await activeTrainings(engine)
    const hasWindow = BrowserWindow.getAllWindows().length > 0
    if (count > 0 && !hasWindow) return
    clearInterval(timer)
    watching = false
    if (!hasWindow) app.quit()
  }
  const timer = setInterval(() => void look(), watchInterval)
}
