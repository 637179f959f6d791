/** Why large images are looked at in tiles, or could be, for people. */
import type { TrainingWarning } from '../../api/types.ts'
import type { Settled } from './settle.ts'

export function tileWarnings({ tiles, config }: Settled): TrainingWarning[] {
  const { layout, medianSide, smallSide, zoom, tilesPerImage } = tiles
  if (layout === null || tilesPerImage <= 1) return []
  // What brought the tiles about: the usual object, or the small ones.
  const [who, side] = medianSide < config.tiles.objectSide ? ['half', medianSide] : ['a tenth', smallSide]
  const whole = layout.wholeImage ? ', and once as a whole for large objects' : ''
  const text =
    `Images are looked at in about ${tilesPerImage} overlapping tiles at ${zoom.toFixed(1)} times the size${whole}: ` +
    `as whole images, ${who} of the objects would be smaller than ${Math.ceil(side)} pixels to the network. ` +
    `Finding objects takes about ${tilesPerImage} times as long.`
  return [{ code: 'tiles', severity: 'info', text }]
}
