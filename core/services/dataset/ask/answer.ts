/** Answers questions about a source. */
import { inspectFiles } from '../../../dataset/detect.ts'
import { frameQuestion } from '../frameQuestion.ts'
import { openSource } from '../source.ts'
import type { SourceAnswers, SourceOrder } from './orders.ts'

/** @throws what opening and reading the source throw. */
export async function answer({
  kind,
  source: named,
  images,
  format,
}: SourceOrder): Promise<SourceAnswers[SourceOrder['kind']]> {
  if (kind === 'frameQuestion') return frameQuestion(named, images, format)
  const source = await openSource(named, images)
  return inspectFiles(source, format).finally(() => source.close())
}
