/** Whether an import has to ask in which frame the boxes of turned photos are, and the answer. */
import { computed, shallowRef } from 'vue'
import type { FrameQuestion } from '../../../../core/api/types.ts'
import type { FormatName } from '../../../../core/dataset/report.ts'
import type { BoxFrame } from '../../../../core/project/types.ts'
import { api } from '../../../api.ts'
import { orShowError } from '../../../composables/errors.ts'

export function useFrameQuestion() {
  const question = shallowRef<FrameQuestion | null>(null)
  const answer = shallowRef<BoxFrame | null>(null)
  const looking = shallowRef(false)
  let latest = 0

  function forget() {
    latest++
    question.value = null
    answer.value = null
    looking.value = false
  }

  /** Looks at a source anew; what an earlier look still finds no longer counts. */
  async function look(source: string, images: string | null, format: FormatName) {
    forget()
    if (format === 'images') return
    const mine = latest
    looking.value = true
    const found = await orShowError(() =>
      api.dataset.frameQuestion.query({ source, images: images ?? undefined, format }),
    )
    if (mine !== latest) return
    looking.value = false
    question.value = found ?? null
  }

  /** Nothing is left to ask. */
  const settled = computed(() => !looking.value && (question.value === null || answer.value !== null))
  return { question, answer, settled, look, forget }
}
