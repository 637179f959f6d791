/** Bounds on what becomes a class: a wrong column, or a file made to do harm, has a class for every row. */
import { StudioError } from '../api/errors.ts'
import type { DatasetAnnotations } from './annotations.ts'
import { Problems } from './problems.ts'

/** The largest public sets of boxes have some 13,000 classes. */
export const MOST_CLASSES = 20_000
/** As long as a class may be called in the window. */
export const LONGEST_NAME = 200

/** Boxes with names that are too long go, and the report says so. @throws BAD_INPUT for too many classes. */
export function boundClasses(annotations: DatasetAnnotations): DatasetAnnotations {
  const classes = annotations.classes.filter((name) => name.length <= LONGEST_NAME)
  if (classes.length > MOST_CLASSES) {
    const message = `The labels name ${classes.length} classes; a project takes at most ${MOST_CLASSES} at a time.`
    throw new StudioError('BAD_INPUT', message, 'Look whether another column or field was taken for the class.')
  }
  if (classes.length === annotations.classes.length) return annotations
  const problems = new Problems()
  problems.addAll(annotations)
  const images = annotations.images.map((image) => {
    const boxes = image.boxes.filter(({ className }) => className.length <= LONGEST_NAME)
    if (boxes.length === image.boxes.length) return image
    for (const { className, field } of image.boxes) {
      if (className.length > LONGEST_NAME) problems.skip(image.labels ?? image.image, field, tooLong(className))
    }
    return { ...image, boxes }
  })
  return { ...annotations, classes, images, skipped: problems.skipped, warnings: problems.warnings }
}

function tooLong(name: string): string {
  return `Its class name has ${name.length} characters: "${name.slice(0, 40)}…". At most ${LONGEST_NAME} are taken.`
}
