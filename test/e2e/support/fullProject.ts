/** A project with something for every page and dialog: look-alikes, doubtful boxes, a turned photo, detections. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { JobState } from '../../../core/api/types.ts'
import { writeLabelled, type MadeObject, type MadePhoto } from './labelled.ts'
import { jobEnds, projectOf } from './project.ts'
import type { Studio } from './studio.ts'

export const PHOTOS = 4

export interface FullProject {
  id: string
  name: string
  /** Where its photos and labels came from. */
  source: string
  /** One more photo with a rotation tag, whose labels do not say in which frame they are. */
  turned: string
  /** Another program's detections of the photos, beside the COCO file that explains them. */
  detections: string
}

const DISC: MadeObject = { className: 'disc', box: [100, 120, 220, 210] }

export async function fullProject(studio: Studio): Promise<FullProject> {
  const turned: MadePhoto = { name: 'photo 4', hue: 260, orientation: 6, unsized: true, objects: [DISC] }
  const photos: MadePhoto[] = [
    { name: 'photo 1', hue: 20, objects: [DISC] },
    // Looks like the first one, and has other labels.
    { name: 'photo 2', hue: 20, quality: 60, objects: [{ ...DISC, className: 'square' }] },
    // One box hugs the border.
    { name: 'photo 3', hue: 140, objects: [{ className: 'square', box: [0, 300, 60, 400] }, DISC] },
    turned,
  ]
  const source = await writeLabelled(path.join(studio.folder, 'photos'), photos)
  const name = 'Pages'
  const id = await projectOf(studio, name, source)
  const detections = await takeDetections(studio, id, photos)
  const another = { ...turned, name: 'turned', hue: 80 }
  return { id, name, source, detections, turned: await writeLabelled(path.join(studio.folder, 'turned'), [another]) }
}

async function takeDetections(studio: Studio, project: string, photos: readonly MadePhoto[]): Promise<string> {
  const images = photos.map(({ name }, index) => ({ id: index + 1, file_name: `${name}.jpg`, width: 640, height: 480 }))
  const explained = { images, categories: [{ id: 1, name: 'disc' }], annotations: [] }
  const found = images.map(({ id }) => ({
    image_id: id,
    category_id: 1,
    bbox: [104, 118, 118, 92],
    score: 0.9 - id / 10,
  }))
  const file = path.join(studio.folder, 'found.json')
  await writeFile(path.join(studio.folder, 'explained.json'), JSON.stringify(explained))
  await writeFile(file, JSON.stringify(found))
  await jobEnds(studio, await studio.call<JobState>('dataset.importDetections', { project, file }))
  return file
}
