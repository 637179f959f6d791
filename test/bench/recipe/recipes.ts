/** The recipes that are compared, and how many steps two processor cores make of each in some minutes. */

export interface Recipe {
  about: string
  /** Settings over those of the preset quick, as `train --set` takes them. */
  settings: string[]
  /** Steps in a training of so many minutes, when it learns from pictures of so many pixels. */
  steps(minutes: number, pixels: number): number
}

/** Steps of four images of 512 x 384, and of two, a minute; and of four at the speed that the studio had at first. */
const PACE = { four: 150, two: 250, fourAtFirst: 117 }
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
    about: 'quick as it was first, at the speed that it had',
    settings: [
      'batch=4',
      'network.heads.initialisation=paper',
      'sampling.rareShare=0',
      'tiles.use=off',
      'input.area=196608',
      'augmentation.rotate90=false',
    ],
    steps: (minutes) => Math.round(minutes * PACE.fourAtFirst),
  },
}
