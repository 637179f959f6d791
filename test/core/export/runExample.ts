/** Examples as a stranger runs them, and what the studio itself sees, in the same words. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ImageReader } from '../../../core/detection/imageReader.ts'
import { wholeWindow } from '../../../core/detection/letterbox.ts'
import type { TrainedModel } from '../../../core/export/network.ts'
import { studioDetections } from './models.ts'
import { expectSameDetections, rowsOf } from './sameDetections.ts'

const run = promisify(execFile)

/** Milliseconds that an example may take. */
export const PATIENCE = 60_000
/** Scores are printed with three decimals. */
const PRINTED = 6e-4

export interface Line {
  name: string
  score: number
  box: number[]
}

/** The detections that an example prints. */
export async function linesOf(program: string, args: string[]): Promise<Line[]> {
  const { stdout } = await run(program, args, { timeout: PATIENCE })
  return stdout
    .split('\n')
    .filter((line) => /^\w+ [\d.]+( -?[\d.]+){4}$/.test(line))
    .map((line) => {
      const [name = '', score, ...box] = line.split(' ')
      return { name, score: Number(score), box: box.map(Number) }
    })
}

/** The studio's own detections of a picture, best first. */
export async function expectedLines(model: TrainedModel, picture: string, least: number): Promise<Line[]> {
  const { input, classes } = model.description
  const reader = new ImageReader(input)
  const window = wholeWindow(await reader.size(picture), input)
  const found = await studioDetections(model, await reader.read({ file: picture, window }))
  const names = new Map(classes.map(({ id, name }) => [id, name]))
  return found
    .filter(({ score }) => score >= least)
    .map(({ classId, score, x1, y1, x2, y2 }) => ({ name: names.get(classId) ?? '', score, box: [x1, y1, x2, y2] }))
}

/** What an example printed is what the studio sees, in its order. */
export function expectSameLines(found: readonly Line[], expected: readonly Line[], about = ''): void {
  const names = [...new Set([...expected, ...found].map(({ name }) => name))]
  const [printed, wanted] = [found, expected].map((lines) =>
    rowsOf(
      lines.map(({ name }) => names.indexOf(name)),
      lines.map(({ score }) => score),
      lines.flatMap(({ box }) => box),
    ),
  )
  expectSameDetections(printed ?? [], wanted ?? [], { score: PRINTED, about })
}
