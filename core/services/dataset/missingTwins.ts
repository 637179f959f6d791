/** Images of the project that an import meets in another place, while their own files are missing. */
import type { JobHandle } from '../../jobs/jobBoard.ts'
import { isThere } from '../../project/checkFiles.ts'
import { imageOnDisk } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'
import type { NewPlace } from '../../project/relink.ts'
import type { SortedImages } from './duplicates.ts'
import { atOnce } from './movedFiles.ts'

const AT_ONCE = 64

/** Where the files are now of those that are not where the project looks, in the order of the import. */
export async function missingTwins(
  project: Project,
  elsewhere: SortedImages['elsewhere'],
  job: Pick<JobHandle, 'signal'>,
): Promise<NewPlace[]> {
  const missing = new Set<number>()
  await atOnce(AT_ONCE, elsewhere, job, async ({ twin }) => {
    if (!(await isThere(imageOnDisk(project, twin)))) missing.add(twin.id)
  })
  return elsewhere
    .filter(({ twin }) => missing.has(twin.id))
    .map(({ twin, image }) => ({ image: twin, path: image.path }))
}
