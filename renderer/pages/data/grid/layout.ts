/** How a grid of thumbnails fills a width. Pure. */

export interface GridLayout {
  columns: number
  /** CSS pixels. */
  cellWidth: number
  /** CSS pixels from one row to the next, with the gap. */
  rowHeight: number
  gap: number
}

const GAP = 12
/** The line with the name under the picture. */
const CAPTION = 28

/** As many columns of about `size` pixels as fit; pictures are 4:3, the commonest shape of photos. */
export function layoutOf(width: number, size: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (size + GAP)))
  const cellWidth = Math.max(1, (width - GAP * (columns - 1)) / columns)
  return { columns, cellWidth, rowHeight: Math.round(cellWidth * 0.75) + CAPTION + GAP, gap: GAP }
}
