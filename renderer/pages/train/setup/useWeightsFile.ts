/** A weights file as the starting point: asks for it, has the engine read it, and puts its settings under the person's. */
import { useDebounceFn } from '@vueuse/core'
import { computed, shallowRef, watch, type Ref } from 'vue'
import type { WeightsInspection } from '../../../../core/api/types.ts'
import { api } from '../../../api.ts'
import { usePicker } from '../../../components/picker/pick.ts'
import { orShowError } from '../../../composables/errors.ts'
import { useJob } from '../../../composables/job.ts'
import { useProject } from '../../../stores/project.ts'
import { WEIGHTS_EXTENSIONS } from '../../../weightsFiles.ts'
import type { Overrides } from './overrides.ts'

/** The report is made anew this long after the last change of the settings. */
const REREAD_MS = 1000

/** `preset` and `overrides` are the choices so far; what the file wants goes into `ofFile`. */
export function useWeightsFile(preset: Ref<string>, overrides: Ref<Overrides>, ofFile: Ref<Overrides>) {
  const project = useProject()
  const pick = usePicker()
  const job = useJob()
  const inspection = shallowRef<WeightsInspection | null>(null)

  async function read(file: string) {
    const start = () =>
      api.training.inspectWeights.mutate({
        project: project.id,
        file,
        preset: preset.value,
        config: overrides.value,
      })
    const ended = await orShowError(() => job.run(start), 'The weights file could not be read')
    if (ended?.result?.kind !== 'inspect-weights') return
    const { weights } = ended.result
    inspection.value = weights
    // The same settings again would only make the plan and this report anew.
    if (JSON.stringify(ofFile.value) !== JSON.stringify(weights.settings)) ofFile.value = weights.settings
  }

  async function choose() {
    const file = await pick({ title: 'Weights file', want: 'file', action: 'Open', extensions: WEIGHTS_EXTENSIONS })
    if (file !== null) await read(file)
  }

  function drop() {
    inspection.value = null
    ofFile.value = {}
  }

  const readAgain = useDebounceFn(() => {
    if (inspection.value && !job.running.value) void read(inspection.value.file)
  }, REREAD_MS)
  watch([preset, overrides, () => project.revision], () => inspection.value && readAgain())

  return { inspection, file: computed(() => inspection.value?.file ?? null), running: job.running, choose, drop }
}
