/** Classes renamed, merged and left out on their way in. */
import type { AnnotatedImage, DatasetAnnotations } from './annotations.ts'

/** New name by name in the source; null leaves a class out; classes that are not named stay as they are. */
export type ClassMap = Readonly<Record<string, string | null>>

/** The annotations under the new names. Boxes of classes that are left out go, and are counted in the report. */
export function mapClasses(annotations: DatasetAnnotations, map: ClassMap): DatasetAnnotations {
  const nameOf = (name: string): string | null => {
    const mapped = Object.hasOwn(map, name) ? map[name] : name
    return mapped == null ? null : mapped.trim() || null
  }
  // Readers list every class that a box has, except in pictures that are inside label files only.
  const keepsNames = annotations.classes.every((name) => nameOf(name) === name)
  if (keepsNames && annotations.embedded === undefined) return annotations
  const leftOut = new Map<string, number>()
  const mapBoxes = (image: AnnotatedImage): AnnotatedImage => ({
    ...image,
    boxes: image.boxes.flatMap((box) => {
      const className = nameOf(box.className)
      if (className !== null) return [className === box.className ? box : { ...box, className }]
      leftOut.set(box.className, (leftOut.get(box.className) ?? 0) + 1)
      return []
    }),
  })
  const images = annotations.images.map(mapBoxes)
  const embedded = annotations.embedded?.map((one) => ({ ...one, annotated: mapBoxes(one.annotated) }))
  const skipped = [...leftOut].map(([name, count]) => ({
    file: '',
    field: `class "${name}"`,
    reason: `The class was left out on request, with ${count} ${count === 1 ? 'box' : 'boxes'}.`,
  }))
  const classes = annotations.classes.map(nameOf).filter((name) => name !== null)
  const found = { ...annotations, images, ...(embedded ? { embedded } : {}) }
  return { ...found, classes: [...new Set(classes)], skipped: [...annotations.skipped, ...skipped] }
}
