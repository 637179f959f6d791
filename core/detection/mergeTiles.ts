/** Detections of an image's windows become the image's detections: each object once, whole where a tile saw it whole. */
import { height, iou, width, type Edges } from '../geometry/box.ts'
import type { Detection } from '../training/events.ts'
import { scaledSize, type ImageSize, type InputWindow } from './letterbox.ts'
import { isOverview, largestWhole, type TileLayout } from './tiles.ts'

export interface WindowDetections {
  window: InputWindow
  /** In pixels of the image at full size, best first. */
  detections: readonly Detection[]
}

/** A detection that ends within this many input pixels of a tile's inner border is taken for cut there. */
const borderWidth = 2
/** A cut detection goes when this part of it lies in a detection of the same class that saw more. */
const pieceShare = 0.6
/** A detection explains a piece of another tile only if it is at least this sure, as a part of the piece's score. */
const leastTrust = 0.3

interface Candidate extends Detection {
  cut: boolean
  window: InputWindow
}

/**
 * Suppresses per class: overlaps above `nmsIou` lose to the better one, as within an input; pieces cut by a tile's
 * inner border lose to what another window saw whole, even where their score is higher. The window on the whole image
 * counts only for objects that no tile is sure to hold. Best first, at most `limit`.
 */
export function mergeTiles(
  found: readonly WindowDetections[],
  image: ImageSize,
  input: ImageSize,
  layout: TileLayout | null,
  nmsIou: number,
  limit: number,
): Detection[] {
  const [only] = found
  if (only && found.length === 1) return only.detections.slice(0, limit)
  const candidates = found
    .flatMap(({ window, detections }) =>
      detections
        .filter((one) => !isOverview(window, layout) || (layout !== null && longer(one) > largestWhole(layout)))
        .map((one) => ({ ...one, window, cut: !isOverview(window, layout) && isCut(one, window, image, input) })),
    )
    // Whole ones first, so that pieces meet them.
    .sort((a, b) => Number(a.cut) - Number(b.cut) || b.score - a.score)
  const kept = new Map<number, Candidate[]>()
  for (const candidate of candidates) {
    const rivals = kept.get(candidate.classId) ?? []
    if (rivals.some((rival) => covers(rival, candidate, nmsIou))) continue
    rivals.push(candidate)
    kept.set(candidate.classId, rivals)
  }
  return [...kept.values()]
    .flat()
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ cut: _cut, window: _window, ...detection }) => detection)
}

/** True when a kept detection makes a candidate superfluous. */
function covers(rival: Candidate, candidate: Candidate, nmsIou: number): boolean {
  const isTrusted = rival.score >= leastTrust * candidate.score
  if (!candidate.cut) return iou(rival, candidate) > nmsIou
  if (!isTrusted) return false
  return (
    iou(rival, candidate) > nmsIou || (rival.window !== candidate.window && shareInside(candidate, rival) > pieceShare)
  )
}

/** Part of a box's area that lies in another one. */
function shareInside(box: Edges, other: Edges): number {
  const across = Math.min(box.x2, other.x2) - Math.max(box.x1, other.x1)
  const down = Math.min(box.y2, other.y2) - Math.max(box.y1, other.y1)
  const area = width(box) * height(box)
  return across > 0 && down > 0 && area > 0 ? (across * down) / area : 0
}

function longer(box: Edges): number {
  return Math.max(width(box), height(box))
}

/** Whether a box ends at a border of the window that is not also the image's. */
function isCut(box: Edges, { scale, left, top }: InputWindow, image: ImageSize, input: ImageSize): boolean {
  const full = scaledSize(image, scale)
  return (
    (left > 0 && box.x1 * scale - left <= borderWidth) ||
    (top > 0 && box.y1 * scale - top <= borderWidth) ||
    (left + input.width < full.width && left + input.width - box.x2 * scale <= borderWidth) ||
    (top + input.height < full.height && top + input.height - box.y2 * scale <= borderWidth)
  )
}
