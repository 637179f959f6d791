/** Pictures only, one folder a split where there are splits. */
import { countBoxes, type DatasetWriter } from '../../exporting.ts'

export const imagesWriter: DatasetWriter = {
  imagePath: ({ name, split }) => (split === null ? name : `${split}/${name}`),
  files: () => [],
  losses(dataset) {
    const boxes = countBoxes(dataset, () => true)
    return boxes > 0 ? [`Only the pictures were written: ${boxes} boxes were left out.`] : []
  },
}
