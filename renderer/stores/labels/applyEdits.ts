/** What edits do to an image's labels, as the engine will do it: shown at once, before the engine has answered. */
import type { ImageLabels, ImageState, LabelBox, LabelEdit, NewBox } from '../../../core/project/types.ts'

/**
 * The labels after the edits. `addedIds` gives an id for each 'add', in order. Edits of boxes that are not there change
 * nothing: the engine's answer will say so.
 */
export function applyEdits(labels: ImageLabels, edits: readonly LabelEdit[], addedIds: readonly number[]): ImageLabels {
  let boxes = labels.boxes
  let added = 0
  for (const edit of edits) {
    if (edit.kind === 'add') {
      boxes = [...boxes, newLabelBox(edit.box, addedIds[added] ?? 0, labels.image.id)]
      added += 1
    } else if (edit.kind === 'update') {
      boxes = boxes.map((box) => (box.id === edit.id ? changedBox(box, edit.change) : box))
    } else {
      boxes = boxes.filter((box) => box.id !== edit.id)
    }
  }
  const state = stateAfterEdit(labels.image.state, added > 0)
  return { image: { ...labels.image, state, boxCount: boxes.length }, boxes }
}

/** A new image is in progress once it is edited, and an empty one once it gets a box. */
function stateAfterEdit(state: ImageState, gotBoxes: boolean): ImageState {
  return state === 'new' || (state === 'empty' && gotBoxes) ? 'in-progress' : state
}

/** An imported box with other edges is the person's. */
function changedBox(box: LabelBox, change: Partial<NewBox>): LabelBox {
  const moved = [change.x1, change.y1, change.x2, change.y2].some((edge) => edge !== undefined)
  const origin = moved && box.origin === 'import' ? 'person' : box.origin
  return { ...box, ...change, origin }
}

function newLabelBox(box: NewBox, id: number, imageId: number): LabelBox {
  const now = new Date().toISOString()
  return {
    difficult: false,
    truncated: false,
    crowd: false,
    occluded: false,
    attributes: {},
    note: '',
    origin: 'person',
    originRun: null,
    ...box,
    id,
    imageId,
    createdAt: now,
    updatedAt: now,
  }
}
