/** KITTI: label_2/NAME.txt beside image_2/NAME.png; class, truncation, occlusion, angle, box, and 3D data that is left. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { plainBox } from '../../entries.ts'
import type { Problems } from '../../problems.ts'
import { lines, type DatasetFiles } from '../../source.ts'
import { readSpacedRows } from '../../spacedRows.ts'
import { kittiRow, looksLikeKitti } from './detect.ts'

/** KITTI's degree of occlusion for "not known". */
const UNKNOWN = 3

export function readKitti(files: DatasetFiles): Promise<DatasetAnnotations> {
  return readSpacedRows(files, { format: 'kitti', fits: looksLikeKitti, read: readRows })
}

function readRows(
  label: string,
  text: string,
  classNamed: (written: string) => string,
  problems: Problems,
): AnnotatedBox[] {
  const boxes: AnnotatedBox[] = []
  for (const { line, number } of lines(text)) {
    const field = `line ${number}`
    const { className, numbers } = kittiRow(line) ?? { className: '', numbers: [] }
    const [truncation, occlusion, , x1, y1, x2, y2] = numbers
    if (x1 == null || y1 == null || x2 == null || y2 == null) {
      problems.skip(label, field, 'The row is no class and fourteen or fifteen numbers.')
    } else if (className === 'DontCare') {
      problems.skip(label, field, 'A region that KITTI does not care about is no box.')
    } else {
      const attributes: AnnotatedBox['attributes'] = {}
      if (truncation != null && truncation > 0 && truncation < 1) attributes['truncation'] = truncation
      if (occlusion != null && occlusion > 1) attributes['occlusion'] = occlusion
      const score = numbers[14]
      if (score != null) attributes['score'] = score
      const flags = {
        truncated: truncation != null && truncation > 0,
        occluded: occlusion != null && occlusion > 0 && occlusion !== UNKNOWN,
      }
      boxes.push({ ...plainBox({ x1, y1, x2, y2 }, classNamed(className), field), ...flags, attributes })
    }
  }
  return boxes
}
