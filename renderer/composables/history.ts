/** Undo and redo of the whole project, the same on every page, with a word on what was taken back. */
import { shallowRef } from 'vue'
import type { HistoryStep } from '../../core/project/types.ts'
import { useActions } from '../keys/actions.ts'
import { useProject } from '../stores/project.ts'
import { orShowError } from './errors.ts'
import { removeToast, toast } from './toasts.ts'

/** Where a page wants to go after a step, for example to the image that changed. */
type AfterStep = (step: HistoryStep) => unknown

const listeners = new Set<AfterStep>()

const preparations = new Set<() => Promise<void>>()

/** Runs before each undo and redo: a page saves what it still holds. If it throws, nothing is undone. */
export function beforeHistoryStep(prepare: () => Promise<void>): () => void {
  preparations.add(prepare)
  return () => preparations.delete(prepare)
}

/** Calls back after each undo and redo; answers how to stop. */
export function onHistoryStep(listener: AfterStep): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export async function undo(): Promise<void> {
  const project = useProject()
  say('Undid', await inTurn(async () => (project.history.undo ? project.undo() : null)))
}

export async function redo(): Promise<void> {
  const project = useProject()
  say('Redid', await inTurn(async () => (project.history.redo ? project.redo() : null)))
}

let last: Promise<unknown> = Promise.resolve()
/** Steps that have been asked for and not ended: until then nobody knows which can be taken next. */
const underWay = shallowRef(0)

/** Takes a step when those before it have ended: keys may follow each other faster than the engine answers. */
function inTurn<T>(step: () => Promise<T>): Promise<T | undefined> {
  underWay.value++
  const taken = last.then(() => orShowError(() => prepared(step))).finally(() => underWay.value--)
  last = taken
  return taken
}

async function prepared<T>(step: () => Promise<T>): Promise<T> {
  for (const prepare of preparations) await prepare()
  return step()
}

/** The keys of undo and redo, registered by the frame around a project's pages. */
export function useHistoryActions(): void {
  useActions('Project', [
    {
      id: 'history.undo',
      title: 'Undo',
      keys: ['Ctrl+Z'],
      icon: 'i-lucide-undo-2',
      repeat: true,
      when: () => underWay.value > 0 || useProject().history.undo !== null,
      run: undo,
    },
    {
      id: 'history.redo',
      title: 'Redo',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      icon: 'i-lucide-redo-2',
      repeat: true,
      when: () => underWay.value > 0 || useProject().history.redo !== null,
      run: redo,
    },
  ])
}

/** Says that something was done, with a way back as long as it is still the last thing that was done. */
export function toastUndoable(title: string): void {
  const project = useProject()
  const step = project.history.undo?.id
  const takeBack = () => {
    if (project.history.undo?.id === step) void undo()
  }
  toast({
    id: 'undoable',
    title,
    icon: 'i-lucide-check',
    color: 'neutral',
    duration: 5000,
    actions: [{ label: 'Undo', color: 'neutral', variant: 'outline', onClick: takeBack }],
  })
}

function say(what: string, step: HistoryStep | null | undefined): void {
  if (!step) return
  removeToast('undoable')
  toast({ id: 'history', title: `${what}: ${step.title}`, icon: 'i-lucide-history', color: 'neutral', duration: 2500 })
  for (const listener of listeners) listener(step)
}
