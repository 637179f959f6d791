/** Why large images are looked at in tiles, or could be, for people. */
import type { TrainingWarning } from '../../api/types.ts'
import type { Settled } from './settle.ts'

export function tileWarnings({ tiles, input }: Settled): TrainingWarning[] {
  const { layout, medianSide, smallSide, zoom, tilesPerImage } = tiles
  if (layout === null || tilesPerImage <= 1) return []
  const which = medianSide < 32 ? (['half', medianSide] as const) : (['a tenth', smallSide] as const)
  const reason = `${which[0]} of the objects would be smaller than ${Math.ceil(which[1])} pixels to the network`
  const whole = layout.wholeImage ? ', and once as a whole for large objects' : ''
  const text =
    `Images are looked at in about ${tilesPerImage} overlapping tiles of ${input.width} × ${input.height} pixels each, ` +
    `at ${zoom.toFixed(1)} times the size${whole}: otherwise ${reason}. Finding objects in an image takes as many times as long.`
  return [{ code: 'tiles', severity: 'info', text }]
}
