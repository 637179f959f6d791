/** How the classes and the boxes of the Label page share their room. Pure. */

/** Neither list is dragged away altogether. */
const LEAST = 0.2
const MOST = 0.85

/** The upper list's share when the line between the two is at `y`. */
export function shareAt(y: number, { top, height }: { top: number; height: number }): number {
  return height > 0 ? bounded((y - top) / height) : 0.5
}

export function bounded(share: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.round(share * 1000) / 1000))
}

/** What was kept from an earlier time, which may be anything; null: as the lists need it. */
export function readShare(kept: unknown): number | null {
  return typeof kept === 'number' && Number.isFinite(kept) ? bounded(kept) : null
}
