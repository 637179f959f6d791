/** DOTA: labelTxt/NAME.txt with the four corners of turned rectangles in pixels; the box around them is taken. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { plainBox } from '../../entries.ts'
import { decimal } from '../../numbers.ts'
import type { Problems } from '../../problems.ts'
import { boundsOf, pairs } from '../../shapes.ts'
import { lines, type DatasetFiles } from '../../source.ts'
import { readSpacedRows } from '../../spacedRows.ts'
import { isHeader, looksLikeDota } from './detect.ts'

export function readDota(files: DatasetFiles): Promise<DatasetAnnotations> {
  return readSpacedRows(files, { format: 'dota', fits: looksLikeDota, read: readRows })
}

function readRows(
  label: string,
  text: string,
  classNamed: (written: string) => string,
  problems: Problems,
): AnnotatedBox[] {
  const boxes: AnnotatedBox[] = []
  let turned = 0
  for (const { line, number } of lines(text)) {
    if (isHeader(line)) continue
    const field = `line ${number}`
    const cells = line.split(/\s+/)
    const corners = pairs(cells.slice(0, 8).map(decimal))
    const className = cells[8] ?? ''
    const edges = corners?.length === 4 ? boundsOf(corners) : null
    if (edges === null) problems.skip(label, field, 'The row has no four corners.')
    else if (className === '') problems.skip(label, field, 'The row has no class.')
    else {
      const upright = corners?.every(
        ([x, y]) => (x === edges.x1 || x === edges.x2) && (y === edges.y1 || y === edges.y2),
      )
      if (!upright) turned++
      const difficult = (decimal(cells[9]) ?? 0) > 0
      boxes.push({ ...plainBox(edges, classNamed(className), field), difficult })
    }
  }
  if (turned > 0) problems.warn(label, null, `The box around each turned rectangle was taken: ${turned}.`)
  return boxes
}
