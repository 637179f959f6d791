/**
 * What the dialogs of exports share: the folder to write into, the work that writes, and what came of it.
 * `const exporting = useExporting(open, 'export', { name, start })`; ExportFrame shows it.
 */
import { computed, reactive, shallowRef, watch, type Ref } from 'vue'
import type { JobResult, JobState } from '../../core/api/types.ts'
import { folderAround, inside } from '../paths.ts'
import { useProject } from '../stores/project.ts'
import { useAttempt } from './attempt.ts'
import { useJob } from './job.ts'

/** Of works that write a folder or file of their own. */
type ExportKind = Extract<JobResult, { out: string }>['kind']

export type Exporting = ReturnType<typeof useExporting<ExportKind>>

/** `kind`: of the work's result. */
export function useExporting<Kind extends ExportKind>(
  open: Ref<boolean>,
  kind: Kind,
  given: {
    /** What is written in the folder: the name of a folder of its own. */
    name(): string
    /** Asks the engine to write there; with `replace` over an earlier export, where the engine offered that. */
    begin(out: string, replace: boolean): Promise<JobState>
    /** Each time that the dialog opens and nothing is being written. */
    onOpen?(): void
  },
) {
  const store = useProject()
  const { state, running, run, cancel } = useJob()
  const { problem, attemptJob } = useAttempt()
  const folder = shallowRef('')
  const out = computed(() => inside(folder.value, given.name()))
  const written = shallowRef<Extract<JobResult, { kind: Kind }> | null>(null)

  /** Only an earlier export stands in the way. */
  const replaceable = computed(() => problem.value?.details?.['replaceable'] === true)

  watch(open, (isOpen) => {
    if (!isOpen || running.value) return
    written.value = null
    problem.value = null
    folder.value ||= folderAround(store.summary?.path ?? '')
    given.onOpen?.()
  })
  // What stood in the way of one place says nothing of another.
  watch(out, () => (problem.value = null))

  async function start(replace = false): Promise<void> {
    written.value = (await attemptJob(kind, () => run(() => given.begin(out.value, replace)))) ?? null
  }

  return reactive({ folder, out, written, problem, replaceable, state, running, cancel, start })
}
