/** Which images are selected, as file managers do it: click, Ctrl+click, Shift+click, arrows. Pure: each step answers anew. */

export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Where a Shift+click begins; an image's id. */
  readonly anchor: number | null
  /** The image with the keyboard's focus. */
  readonly focus: number | null
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, focus: null }

export interface Modifiers {
  /** Ctrl or Command: add or take away one. */
  toggle: boolean
  /** Shift: everything from the anchor on. */
  range: boolean
}

/** A click on (or an arrow key to) the image at `index` of `list`. */
export function choose(before: Selection, list: number[], index: number, { toggle, range }: Modifiers): Selection {
  const id = list[index]
  if (id === undefined) return before
  if (range) {
    const anchor = before.anchor ?? id
    const from = Math.max(0, list.indexOf(anchor))
    const reach = list.slice(Math.min(from, index), Math.max(from, index) + 1)
    return { ids: new Set(toggle ? [...before.ids, ...reach] : reach), anchor, focus: id }
  }
  if (toggle) {
    const ids = new Set(before.ids)
    if (!ids.delete(id)) ids.add(id)
    return { ids, anchor: id, focus: id }
  }
  return { ids: new Set([id]), anchor: id, focus: id }
}

/** Moves the keyboard's focus by `step` places; with Shift the selection follows. */
export function move(before: Selection, list: number[], step: number, range: boolean): Selection {
  const at = before.focus === null ? -1 : list.indexOf(before.focus)
  const index = at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)
  return choose(before, list, index, { toggle: false, range })
}

export function chooseAll(before: Selection, list: number[]): Selection {
  return { ids: new Set(list), anchor: list[0] ?? null, focus: before.focus ?? list[0] ?? null }
}

/** Drops what is no longer in the list. */
export function keepListed(before: Selection, list: number[]): Selection {
  // Most lists come while nothing is selected, and may be long.
  if (before.ids.size === 0 && before.anchor === null && before.focus === null) return before
  const listed = new Set(list)
  const kept = (id: number | null) => (id !== null && listed.has(id) ? id : null)
  return {
    ids: new Set([...before.ids].filter((id) => listed.has(id))),
    anchor: kept(before.anchor),
    focus: kept(before.focus),
  }
}
