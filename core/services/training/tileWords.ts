/** Why large images are looked at in tiles, for people. */
import type { TrainingWarning } from '../../api/types.ts'
import type { Settled } from './settle.ts'

export function tileWarnings({ tiles, config }: Settled): TrainingWarning[] {
  const { layout, zoom, tilesPerImage } = tiles
  if (layout === null || tilesPerImage <= 1) return []
  const whole = layout.wholeImage ? ', and once as a whole for large objects' : ''
  const text =
    `Images are looked at in about ${tilesPerImage} overlapping tiles at ${zoom.toFixed(1)} times the size${whole}` +
    `${reason(tiles, config.tiles.objectSide)}. Finding objects takes about ${tilesPerImage} times as long.`
  return [{ code: 'tiles', severity: 'info', text }]
}

/** What brought the tiles about: the usual object, the small ones, or a person who asked for them. */
function reason({ medianSide, smallSide }: Settled['tiles'], objectSide: number): string {
  const says = (who: string, side: number) =>
    `: as whole images, ${who} of the objects would be smaller than ${Math.ceil(side)} pixels to the network`
  if (medianSide < objectSide) return says('half', medianSide)
  return smallSide * 2 < objectSide ? says('a tenth', smallSide) : ''
}
