/** The choices of a new training, and the engine's plan for them. */
import { useDebounceFn } from '@vueuse/core'
import { computed, onMounted, shallowRef, watch } from 'vue'
import type { ErrorBody } from '../../../../core/api/errors.ts'
import type { Preset, TrainingPlan } from '../../../../core/api/types.ts'
import type { TrainingConfig } from '../../../../core/training/config.ts'
import { api, errorOf } from '../../../api.ts'
import { orShowError } from '../../../composables/errors.ts'
import { useProject } from '../../../stores/project.ts'
import { merged, withValue, type Overrides } from './overrides.ts'

export type Budget = TrainingConfig['budget']

export function useTrainSetup() {
  const project = useProject()
  const presets = shallowRef<Preset[]>([])
  const presetName = shallowRef('quick')
  const budget = shallowRef<Budget | null>(null)
  /** null: as the engine suggests from the data. */
  const verticalFlip = shallowRef<boolean | null>(null)
  const advanced = shallowRef<Overrides>({})
  const plan = shallowRef<TrainingPlan | null>(null)
  const problem = shallowRef<ErrorBody | null>(null)
  const starting = shallowRef(false)
  /** The run whose weights are gone on with. */
  const continueFrom = shallowRef<number | null>(null)
  const preset = computed(() => presets.value.find((one) => one.name === presetName.value) ?? null)
  const chosenBudget = computed<Budget>(() => budget.value ?? preset.value?.config.budget ?? { minutes: 3 })
  /** What a chosen weights file wants; the person's own changes win over it. */
  const ofFile = shallowRef<Overrides>({})
  const overrides = computed<Overrides>(() => {
    let all: Overrides = { ...merged(ofFile.value, advanced.value), budget: chosenBudget.value }
    if (verticalFlip.value !== null) all = withValue(all, ['augmentation', 'verticalFlip'], verticalFlip.value)
    return all
  })

  let newest = 0
  async function refreshPlan() {
    const request = ++newest
    try {
      const made = await api.training.plan.query({
        project: project.id,
        preset: presetName.value,
        config: overrides.value,
        continueFrom: continueFrom.value ?? undefined,
      })
      if (request !== newest) return
      plan.value = made
      problem.value = null
    } catch (error) {
      if (request === newest) problem.value = errorOf(error)
    }
  }
  const refreshSoon = useDebounceFn(refreshPlan, 250)

  /** Starts the run; gives its number, or null when it was refused (the reason is in `problem`). */
  async function start(): Promise<number | null> {
    starting.value = true
    try {
      const run = await api.training.start.mutate({
        project: project.id,
        preset: presetName.value,
        config: overrides.value,
        continueFrom: continueFrom.value ?? undefined,
      })
      void orShowError(() => project.changed())
      return run.id
    } catch (error) {
      problem.value = errorOf(error)
      return null
    } finally {
      starting.value = false
    }
  }

  onMounted(async () => {
    presets.value = (await orShowError(() => api.training.presets.query())) ?? []
  })
  watch([presetName, overrides, continueFrom, () => project.revision], refreshSoon)
  void refreshPlan()

  return {
    presets,
    presetName,
    preset,
    budget,
    chosenBudget,
    verticalFlip,
    advanced,
    ofFile,
    overrides,
    plan,
    problem,
    starting,
    continueFrom,
    start,
  }
}
