/** What the engine found out about this computer; measured once a window, since measuring takes the processor for seconds. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DoctorReport } from '../../core/api/types.ts'
import { api } from '../api.ts'
import { showError } from '../composables/errors.ts'

export const useDoctor = defineStore('doctor', () => {
  const report = shallowRef<DoctorReport | null>(null)
  const looking = shallowRef(false)

  /** Examines the computer; `again` also when that was done before. */
  async function look(again = false) {
    if (looking.value || (report.value && !again)) return
    looking.value = true
    try {
      report.value = await api.system.doctor.query()
    } catch (error) {
      showError(error, 'The computer could not be examined.')
    } finally {
      looking.value = false
    }
  }

  return { report, looking, look }
})
