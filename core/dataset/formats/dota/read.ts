/** DOTA: labelTxt/NAME.txt with the four corners of turned rectangles in pixels; the box around them is taken. */
import type { AnnotatedBox, DatasetAnnotations } from '../../annotations.ts'
import { orderClasses, readClassOrder } from '../../classOrder.ts'
import { assemble, plainBox } from '../../entries.ts'
import { decimal } from '../../numbers.ts'
import { textEntries } from '../../perImageText.ts'
import { Problems } from '../../problems.ts'
import { boundsOf, pairs } from '../../shapes.ts'
import { lines, type DatasetFiles } from '../../source.ts'
import { spacedNames } from '../../spacelessNames.ts'
import { isHeader, looksLikeDota } from './detect.ts'

export async function readDota(files: DatasetFiles): Promise<DatasetAnnotations> {
  const problems = new Problems()
  const order = await readClassOrder(files)
  const spaced = spacedNames(order.names)
  const read = (label: string, text: string) => readRows(label, text, spaced, problems)
  const entries = await textEntries(files, { fits: looksLikeDota, read }, problems)
  const classes = orderClasses(entries, order)
  return assemble(files, entries, { format: 'dota', classes, problems, filesAnImage: 'one' })
}

function readRows(
  label: string,
  text: string,
  spaced: ReadonlyMap<string, string>,
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
      boxes.push({ ...plainBox(edges, spaced.get(className) ?? className, field), difficult })
    }
  }
  if (turned > 0) problems.warn(label, null, `The box around each turned rectangle was taken: ${turned}.`)
  return boxes
}
