/** Which validation images are looked at during a training. Pure. */
import type { ImageSize } from '../detection/letterbox.ts'
import { layTiles, type TileLayout } from '../detection/tiles.ts'
import type { TrainingConfig } from './config.ts'
import type { SnapshotImage } from './snapshot.ts'

/**
 * Windows looked through in an evaluation where large images are cut: a bound on its time, which recurs. A short
 * training gets fewer, so that it is not evaluated longer than it trains.
 */
const mostWindows = 240
const leastWindows = 40
const windowsPerMinute = 24

/**
 * The first `maximum` validation images (null: all); of those, where tiles would make evaluations long, a part spread
 * evenly over them. The same ones in every evaluation, so that scores can be compared.
 */
export function validationImages(
  images: readonly SnapshotImage[],
  { maximum, budget }: { maximum: number | null; budget: TrainingConfig['budget'] },
  input: ImageSize,
  layout: TileLayout | null,
): readonly SnapshotImage[] {
  const first = images.slice(0, maximum ?? images.length)
  if (layout === null) return first
  const windows = first.reduce((sum, image) => sum + layTiles(image, input, layout).length, 0)
  const bound = 'minutes' in budget ? budget.minutes * windowsPerMinute : mostWindows
  const most = Math.min(Math.max(bound, leastWindows), mostWindows)
  const count = Math.max(1, Math.floor((first.length * most) / Math.max(windows, 1)))
  if (count >= first.length) return first
  return first.filter(
    (_, index) => Math.floor((index * count) / first.length) !== Math.floor(((index + 1) * count) / first.length),
  )
}
