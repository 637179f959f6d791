/** Settings of looking at large images in tiles. */
import { z } from 'zod'

export const tilesConfig = z
  .object({
    use: z
      .enum(['auto', 'on', 'off'])
      .default('auto')
      .describe('Look at large images in overlapping tiles; auto: when objects would be too small otherwise'),
    scale: z
      .number()
      .positive()
      .max(8)
      .nullable()
      .default(null)
      .describe('Input pixels per image pixel; empty: chosen from the sizes of the boxes'),
    overlap: z
      .int()
      .min(0)
      .max(4096)
      .nullable()
      .default(null)
      .describe('Input pixels that neighbouring tiles share; empty: chosen from the sizes of the boxes'),
    wholeImage: z
      .enum(['auto', 'on', 'off'])
      .default('auto')
      .describe('Look at the whole image, too, for objects too large for a tile; auto: when there are such'),
    objectSide: z
      .number()
      .min(8)
      .max(256)
      .default(32)
      .describe('Input pixels that the sides of half of the objects should have'),
    emptyShare: z.number().min(0).max(0.9).default(0.2).describe('Part of the training tiles that show no object'),
  })
  .prefault({})
