/** The recipes that are compared, and how many steps two processor cores make of each in some minutes. */

export interface Recipe {
  about: string
  /** Settings over those of the preset quick, as `train --set` takes them. */
  settings: string[]
  /** Steps in a training of so many minutes, when it learns from pictures of so many pixels. */
  steps(minutes: number, pixels: number): number
}

/** Of four images of 512 x 384, and of two, a minute. */
const PACE = { four: 117, two: 175 }
/** A step of pictures of 640 x 512 takes as many times as long. */
const LARGER = 1.7

export const recipes: Record<string, Recipe> = {
  now: {
    about: 'quick',
    settings: [],
    steps(minutes, pixels) {
      const pace = minutes <= 5 ? PACE.two : PACE.four
      return Math.round((minutes * pace) / (pixels > 512 * 448 ? LARGER : 1))
    },
  },
  first: {
    about: 'quick as it was first',
    settings: [
      'batch=4',
      'network.heads.initialisation=paper',
      'sampling.rareShare=0',
      'tiles.use=off',
      'input.area=196608',
      'augmentation.rotate90=false',
    ],
    steps: (minutes) => Math.round(minutes * PACE.four),
  },
}
