/** What can be done to boxes beyond drawing: classes, copies, nudges, the walk through them. */
import { shallowRef } from 'vue'
import type { ImageBox } from '../../../../core/geometry/box.ts'
import { api } from '../../../api.ts'
import { showError } from '../../../composables/errors.ts'
import { toast } from '../../../composables/toasts.ts'
import { plural } from '../../../format.ts'
import { dragHandle, moveBox } from '../../../canvas/handles.ts'
import { useLabels } from '../../../stores/labels.ts'
import { useProject } from '../../../stores/project.ts'
import { copied, pasted, samePlace } from './clipboard.ts'

export function useEditing() {
  const labels = useLabels()
  const project = useProject()
  const paletteOpen = shallowRef(false)
  /** Drawn before there was any class: it is added as soon as one is chosen. */
  const withoutClass = shallowRef<ImageBox | null>(null)

  function currentClass(): number | null {
    const chosen = labels.currentClass
    if (chosen !== null && project.classById.has(chosen)) return chosen
    return project.classes[0]?.id ?? null
  }

  function addBox(box: ImageBox) {
    const classId = currentClass()
    if (classId === null) {
      withoutClass.value = box
      paletteOpen.value = true
      return
    }
    labels.add([{ ...box, classId }])
  }

  /** The class of the selected box, or of the boxes drawn from now on. */
  function chooseClass(classId: number) {
    labels.currentClass = classId
    const waiting = withoutClass.value
    withoutClass.value = null
    if (waiting) labels.add([{ ...waiting, classId }])
    else if (labels.selectedBox && labels.selectedBox.classId !== classId) {
      labels.change(labels.selectedBox.id, { classId }, 'Change class')
    }
  }

  async function addClass(name: string) {
    // The dialog that asks closes before the class is there, and lets go of the box.
    const waiting = withoutClass.value
    try {
      await labels.settled()
      const added = await api.classes.add.mutate({ project: project.id, name })
      await project.changed()
      withoutClass.value = waiting
      chooseClass(added.id)
    } catch (error) {
      showError(error)
      if (!waiting) return
      withoutClass.value = waiting
      paletteOpen.value = true
    }
  }

  function nudge(dx: number, dy: number) {
    const { selectedBox: box, record } = labels
    if (box && record) labels.nudge(box.id, moveBox(box, { x: dx, y: dy }, record), 'Move box')
  }

  /** Moves the right or lower edge: the box grows or shrinks. */
  function grow(dx: number, dy: number) {
    const { selectedBox: box, record } = labels
    if (box && record) labels.nudge(box.id, dragHandle(box, 'se', { x: dx, y: dy }, record), 'Resize box')
  }

  function copy() {
    const { selectedBox } = labels
    copied.value = selectedBox ? [selectedBox] : labels.boxes
    if (copied.value.length > 0) say(`Copied ${plural(copied.value.length, 'box', 'boxes')}`)
  }

  function paste() {
    const { record } = labels
    const known = copied.value.filter((box) => project.classById.has(box.classId))
    if (record && known.length > 0) labels.add(pasted(known, record, labels.boxes), 'Paste boxes')
  }

  function duplicate() {
    const { selectedBox, record } = labels
    if (selectedBox && record) labels.add(pasted([selectedBox], record, labels.boxes), 'Duplicate box')
  }

  /** Adds the boxes of another image that are not already here. */
  async function takeFrom(image: number | null) {
    const { record } = labels
    if (image === null || !record) return
    const { boxes } = await api.labels.get.query({ project: project.id, image })
    // The boxes are for the image that was open when the key was pressed.
    if (labels.image !== record.id) return
    const missing = boxes.filter(
      (box) => !labels.boxes.some((own) => own.classId === box.classId && samePlace(own, box)),
    )
    if (missing.length === 0) say('The previous image has no boxes that are not here already')
    else labels.add(pasted(missing, record, []), `Copy ${plural(missing.length, 'box', 'boxes')} of the previous image`)
  }

  /** Selects the next box in reading order, around the end. */
  function cycle(direction: 1 | -1): ImageBox | null {
    const order = labels.boxes.toSorted((a, b) => a.y1 - b.y1 || a.x1 - b.x1)
    const at = order.findIndex((box) => box.id === labels.selected)
    const start = at < 0 ? (direction === 1 ? 0 : order.length - 1) : at + direction
    const next = order[(start + order.length) % Math.max(1, order.length)]
    labels.selected = next?.id ?? null
    return next ?? null
  }

  return {
    paletteOpen,
    withoutClass,
    currentClass,
    addBox,
    chooseClass,
    addClass,
    nudge,
    grow,
    copy,
    paste,
    duplicate,
    takeFrom,
    cycle,
  }
}

function say(title: string) {
  toast({ id: 'label', title, color: 'neutral', icon: 'i-lucide-info', duration: 2000 })
}
