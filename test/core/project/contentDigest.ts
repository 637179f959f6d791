/** What a person would miss, were it different. */
import { createHash } from 'node:crypto'
import { boxesByImage } from '../../../core/project/boxes.ts'
import { listClasses } from '../../../core/project/classes.ts'
import { listImages } from '../../../core/project/images.ts'
import type { Project } from '../../../core/project/project.ts'

/** A digest of all images, states, classes and boxes; revisions and times are left out. */
export function contentDigest(project: Project): string {
  const images = listImages(project).map(({ id, path, state, split, boxCount }) => [id, path, state, split, boxCount])
  const classes = listClasses(project).map(({ id, name, color, position }) => [id, name, color, position])
  const boxes = [...boxesByImage(project).values()]
    .flat()
    .map(({ id, imageId, classId, x1, y1, x2, y2 }) => [id, imageId, classId, x1, y1, x2, y2])
    .sort((a, b) => a[0]! - b[0]!)
  return createHash('sha256').update(JSON.stringify({ images, classes, boxes })).digest('hex').slice(0, 16)
}
