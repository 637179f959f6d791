/** Settings of which training images are shown, and of their random changes. */
import { z } from 'zod'

export const augmentationConfig = z
  .object({
    horizontalFlip: z.boolean().default(true).describe('Show images mirrored left to right, too'),
    verticalFlip: z
      .boolean()
      .default(false)
      .describe('Show images upside down, too: for views from above or through a microscope'),
    rotate90: z
      .boolean()
      .default(false)
      .describe('Show images turned by a quarter, too: for views from above or through a microscope'),
    scaleJitter: z.number().min(0).max(0.9).default(0.2).describe('Random change of size, as a part'),
    colourJitter: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('Random change of brightness and contrast, as a part'),
    saturationJitter: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Random change of the strength of colours, as a part'),
    hueJitter: z.number().min(0).max(0.5).default(0).describe('Random change of hue, in turns of the colour wheel'),
    crop: z.number().min(0).max(0.9).default(0).describe('Random zoom into an image: the most that is cut off a side'),
    mosaic: z.number().min(0).max(1).default(0).describe('Share of samples that are put together from four images'),
    mixup: z.number().min(0).max(1).default(0).describe('Share of samples in which two images show through each other'),
    variants: z
      .int()
      .min(1)
      .max(64)
      .default(8)
      .describe("Fixed variants of each image, so that the frozen part's features can be kept"),
  })
  .prefault({})

export const samplingConfig = z
  .object({
    rareShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Images with classes that fewer than this part of the images have are shown more often'),
  })
  .prefault({})
