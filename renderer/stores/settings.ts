/** The person's settings, kept by the engine so that every window and browser shares them. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api, type Outputs } from '../api.ts'
import { readChoices, type KeyChoices } from '../keys/bindings.ts'

export const useSettings = defineStore('settings', () => {
  const stored = shallowRef<Outputs['system']['settings']>({})
  const keys = computed(() => readChoices(stored.value.keys))

  async function load() {
    stored.value = await api.system.settings.query()
  }

  /** Changes some settings; the others stay, and null takes one back to its default. */
  async function change(part: Record<string, unknown>) {
    stored.value = { ...stored.value, ...part }
    stored.value = await api.system.changeSettings.mutate(part)
  }

  function setKeys(id: string, chords: string[] | null) {
    const { [id]: _, ...rest } = keys.value
    const next: KeyChoices = chords === null ? rest : { ...rest, [id]: chords }
    return change({ keys: next })
  }

  return { stored, keys, load, change, setKeys }
})
