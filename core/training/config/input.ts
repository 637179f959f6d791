/** Settings of the network's input. */
import { z } from 'zod'

export const inputConfig = z
  .object({
    width: z
      .int()
      .min(64)
      .max(4096)
      .multipleOf(32)
      .nullable()
      .default(null)
      .describe('Pixels, a multiple of 32; empty: chosen from the shapes of the images'),
    height: z
      .int()
      .min(64)
      .max(4096)
      .multipleOf(32)
      .nullable()
      .default(null)
      .describe('Pixels, a multiple of 32; empty: chosen from the shapes of the images'),
    area: z
      .int()
      .min(64 * 64)
      .max(4096 * 4096)
      .default(512 * 384)
      .describe('Pixels of the chosen input, when width and height are empty'),
  })
  .prefault({})
