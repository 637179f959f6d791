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
      .nullable()
      .default(null)
      .describe(
        'Pixels of the chosen input, when width and height are empty; empty, too: 512 x 384 in trainings of up to a quarter of an hour, 640 x 512 in longer ones of pictures that are large enough',
      ),
  })
  .prefault({})
