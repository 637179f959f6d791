/** The canvas's boxes and suggestions, from labels and classes: colours, names, what is hidden. */
import { computed, type Ref } from 'vue'
import { iou } from '../../../../core/geometry/box.ts'
import type { Suggestion } from '../../../../core/api/types.ts'
import type { LabelBox } from '../../../../core/project/types.ts'
import type { SceneBox, SceneSuggestion } from '../../../canvas/scene.ts'
import { useLabels } from '../../../stores/labels.ts'
import { useProject } from '../../../stores/project.ts'

/** A suggestion that overlaps a label of its class this much says nothing new. */
const SAME_OBJECT = 0.5
const UNKNOWN_COLOR = '#a1a1aa'

/** The flags behind a box's name, as short words. */
export function flagMarks(box: Pick<LabelBox, 'difficult' | 'truncated' | 'occluded' | 'crowd'>): string {
  const marks = [
    box.difficult ? 'diff' : '',
    box.truncated ? 'trunc' : '',
    box.occluded ? 'occl' : '',
    box.crowd ? 'crowd' : '',
  ].filter((mark) => mark !== '')
  return marks.length > 0 ? ` · ${marks.join(' · ')}` : ''
}

export function useScene(
  hidden: Ref<ReadonlySet<number>>,
  hideAll: Ref<boolean>,
  suggested: Ref<Suggestion[]>,
  chosen: Ref<number | null>,
) {
  const labels = useLabels()
  const project = useProject()

  const classOf = (id: number) => project.classById.get(id) ?? { name: `class ${id}`, color: UNKNOWN_COLOR }

  const boxes = computed<SceneBox[]>(() =>
    hideAll.value
      ? []
      : labels.boxes
          .filter((box) => !hidden.value.has(box.id))
          .map((box) => {
            const { name, color } = classOf(box.classId)
            const { id, x1, y1, x2, y2 } = box
            return { id, x1, y1, x2, y2, color, label: `${name}${flagMarks(box)}` }
          }),
  )

  /** Suggestions that say something new, best first; the one that a link points at is shown in any case. */
  const open = computed<Suggestion[]>(() =>
    suggested.value
      .filter((suggestion) => suggestion.state === 'open')
      .filter(
        (suggestion) =>
          suggestion.id === chosen.value ||
          !labels.boxes.some((box) => box.classId === suggestion.classId && iou(box, suggestion) >= SAME_OBJECT),
      )
      .toSorted((a, b) => b.score - a.score),
  )

  const suggestions = computed<SceneSuggestion[]>(() =>
    hideAll.value
      ? []
      : open.value.map(({ id, x1, y1, x2, y2, classId, score }) => {
          const { name, color } = classOf(classId)
          return { id, x1, y1, x2, y2, color, score, label: `${name} ${Math.round(score * 100)} %` }
        }),
  )

  return { boxes, suggestions, openSuggestions: open, classOf }
}
