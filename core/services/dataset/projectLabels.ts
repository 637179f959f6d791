/** The project's boxes with the names of their classes. */
import { boxesOfImage } from '../../project/boxes.ts'
import { listClasses } from '../../project/classes.ts'
import type { Project } from '../../project/project.ts'
import type { LabelBox } from '../../project/types.ts'

export type NamedLabelBox = LabelBox & { className: string }

/** Tells the boxes of an image, one image at a time: those of all images may be a million. */
export function namedBoxesOf(project: Project): (imageId: number) => NamedLabelBox[] {
  const names = new Map(listClasses(project).map(({ id, name }) => [id, name]))
  const named = (box: LabelBox) => ({ ...box, className: names.get(box.classId) ?? `class ${box.classId}` })
  return (imageId) => boxesOfImage(project, imageId).map(named)
}
