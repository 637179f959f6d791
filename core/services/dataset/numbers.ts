/** The statistics of a project. */
import type { DatasetStatistics } from '../../api/types.ts'
import { datasetStatistics } from '../../dataset/statistics.ts'
import { allBoxes } from '../../project/boxes.ts'
import { listClasses } from '../../project/classes.ts'
import { listImages } from '../../project/images.ts'
import type { Project } from '../../project/project.ts'

export function projectStatistics(project: Project): DatasetStatistics {
  return datasetStatistics(listImages(project), listClasses(project), allBoxes(project))
}
