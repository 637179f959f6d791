/** What the Label page's keys and buttons do, over its parts. */
import { shallowRef } from 'vue'
import { useActions } from '../../../keys/actions.ts'
import { useGestures } from '../../../keys/gestures.ts'
import { useBrowse } from '../../../stores/browse.ts'
import { useLabels } from '../../../stores/labels.ts'
import { useProject } from '../../../stores/project.ts'
import type { LabelCanvasHandle } from './canvasHandle.ts'
import { LABEL_GESTURES, labelActions } from './labelActions.ts'
import type { useEditing } from './useEditing.ts'
import { useFinish } from './useFinish.ts'
import type { useHiddenBoxes } from './useHiddenBoxes.ts'
import type { useNavigation } from './useNavigation.ts'
import type { useScene } from './useScene.ts'
import type { useSuggestions } from './useSuggestions.ts'

export interface LabelParts {
  canvas(): LabelCanvasHandle | null
  navigation: ReturnType<typeof useNavigation>
  editing: ReturnType<typeof useEditing>
  hiding: ReturnType<typeof useHiddenBoxes>
  suggesting: ReturnType<typeof useSuggestions>
  scene: ReturnType<typeof useScene>
}

/** Registers the keys; answers the modes of the canvas and what the page's buttons need. */
export function useLabelCommands({ canvas, navigation, editing, hiding, suggesting, scene }: LabelParts) {
  const project = useProject()
  const browse = useBrowse()
  const labels = useLabels()
  const drawMode = shallowRef(false)
  const locked = shallowRef(false)
  const panning = shallowRef(false)
  const { finish, goNextOpen } = useFinish(navigation)

  function select(id: number | null) {
    labels.flush()
    labels.selected = id
  }

  function escape() {
    if (canvas()?.cancel()) return
    if (drawMode.value) drawMode.value = false
    else if (suggesting.selected.value !== null) suggesting.selected.value = null
    else if (labels.selected !== null) select(null)
    else canvas()?.leave()
  }

  function cycle(direction: 1 | -1) {
    const next = editing.cycle(direction)
    if (next) canvas()?.reveal(next)
  }

  /** E and X work on the selected suggestion and go on to the next best; without one they begin with the best. */
  function decide(how: 'accept' | 'reject') {
    const open = scene.openSuggestions.value
    const index = open.findIndex(({ id }) => id === suggesting.selected.value)
    const present = open[index]
    const next = present ? (open[index + 1] ?? open[index - 1]) : open[0]
    if (present) void suggesting[how]([present.id])
    suggesting.selected.value = next?.id ?? null
    if (next) canvas()?.reveal(next)
  }

  function acceptAll() {
    suggesting.accept(scene.openSuggestions.value.map(({ id }) => id))
  }

  function zoomToSelection() {
    const suggestion = scene.openSuggestions.value.find(({ id }) => id === suggesting.selected.value)
    const target = labels.selectedBox ?? suggestion
    if (target) canvas()?.zoomTo(target)
  }

  function zoom(how: 'in' | 'out' | 'fit' | 'actual') {
    const steps = { in: 'zoomIn', out: 'zoomOut', fit: 'fit', actual: 'actualSize' } as const
    canvas()?.[steps[how]]()
  }

  function go(step: number) {
    return navigation.go(navigation.neighbour(step))
  }

  useGestures(LABEL_GESTURES)
  useActions(
    'Label',
    labelActions({
      hasSelection: () => labels.selectedBox !== null,
      hasSuggestions: () => scene.openSuggestions.value.length > 0,
      onCanvas: () => canvas()?.hasFocus() === true && labels.boxes.length > 0,
      draw: () => (drawMode.value = !drawMode.value),
      addInMiddle: () => {
        const box = locked.value || labels.record === null ? undefined : canvas()?.middleBox()
        if (box) editing.addBox(box)
      },
      escape,
      go,
      goNextOpen,
      classKey: (index) => {
        const entry = project.classes[index]
        if (entry) editing.chooseClass(entry.id)
      },
      openClasses: () => (editing.paletteOpen.value = true),
      remove: () => labels.selected !== null && labels.remove([labels.selected]),
      copy: editing.copy,
      paste: editing.paste,
      duplicate: editing.duplicate,
      takePrevious: () => editing.takeFrom(labels.image === null ? null : browse.neighbour(labels.image, -1)),
      cycle,
      nudge: editing.nudge,
      grow: editing.grow,
      fit: () => zoom('fit'),
      actualSize: () => zoom('actual'),
      zoomIn: () => zoom('in'),
      zoomOut: () => zoom('out'),
      zoomToBox: zoomToSelection,
      pan: (held) => (panning.value = held),
      hideAll: (hidden) => (hiding.all.value = hidden),
      hideOne: () => labels.selected !== null && hiding.toggle(labels.selected),
      lock: () => (locked.value = !locked.value),
      done: () => finish('done'),
      empty: () => finish('empty'),
      accept: () => decide('accept'),
      acceptAll,
      reject: () => decide('reject'),
      threshold: suggesting.moveThreshold,
    }),
  )

  return { drawMode, locked, panning, select, go, finish, acceptAll, zoomToSelection, zoom }
}
