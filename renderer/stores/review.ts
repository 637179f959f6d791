/** Where one was in the review, so that a look at the Label page does not lose the place. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { MistakeKind } from '../../core/api/types.ts'
import type { Split } from '../../core/project/types.ts'

export const ALL_KINDS: readonly MistakeKind[] = [
  'false-positive',
  'missed',
  'wrong-class',
  'localisation',
  'duplicate',
]

export const useReviewPlace = defineStore('review', () => {
  const project = shallowRef('')
  /** The run and split that the threshold was chosen for. */
  const subject = shallowRef('')
  const split = ref<Split | 'all'>('val')
  const threshold = ref<number | null>(null)
  const tab = ref<'mistakes' | 'scores'>('mistakes')
  const kinds = ref<MistakeKind[]>([...ALL_KINDS])
  const classId = ref<number | null>(null)
  /** The current mistake's key, and its place in the queue. */
  const at = shallowRef<string | null>(null)
  const index = ref(0)

  /** Starts afresh when it was another project that was reviewed before. */
  function open(id: string) {
    if (project.value === id) return
    project.value = id
    subject.value = ''
    split.value = 'val'
    threshold.value = null
    tab.value = 'mistakes'
    kinds.value = [...ALL_KINDS]
    classId.value = null
    at.value = null
    index.value = 0
  }

  return { project, subject, split, threshold, tab, kinds, classId, at, index, open }
})
