/** The project's boxes with the names of their classes. */
import { boxesByImage } from '../../project/boxes.ts'
import { listClasses } from '../../project/classes.ts'
import type { Project } from '../../project/project.ts'
import type { LabelBox } from '../../project/types.ts'

export type NamedLabelBox = LabelBox & { className: string }

/** By image id. */
export function namedBoxes(project: Project): Map<number, NamedLabelBox[]> {
  const names = new Map(listClasses(project).map(({ id, name }) => [id, name]))
  const named = new Map<number, NamedLabelBox[]>()
  for (const [imageId, boxes] of boxesByImage(project)) {
    named.set(
      imageId,
      boxes.map((box) => ({ ...box, className: names.get(box.classId) ?? `class ${box.classId}` })),
    )
  }
  return named
}
