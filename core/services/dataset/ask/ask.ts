/** Asks about a source: a large one in a thread, so that the window need not wait for a million boxes to be read. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { answerInThread } from '../../../answerInThread.ts'
import { openSource } from '../source.ts'
import { answer } from './answer.ts'
import type { SourceAnswers, SourceOrder } from './orders.ts'

/** Files, and bytes of label files, from which on a source is large. */
const LARGE_FILES = 2_000
const LARGE_BYTES = 4 * 1024 * 1024
/** Label files that are looked at: where there are more, it is the number of files that counts. */
const MEASURED = 50

/** @throws what opening and reading the source throw. */
export async function askSource<Order extends SourceOrder>(order: Order): Promise<SourceAnswers[Order['kind']]> {
  const script = new URL('thread.ts', import.meta.url)
  const answered = (await isLargeSource(order))
    ? await answerInThread(script, order, { cutOff: 'Looking into the files was cut off.' })
    : await answer(order)
  return answered as SourceAnswers[Order['kind']]
}

/** Does reading it take long enough to be left to a thread? What cannot be looked at is refused where it is read. */
export async function isLargeSource({ source, images }: Pick<SourceOrder, 'source' | 'images'>): Promise<boolean> {
  const found = await openSource(source, images).catch(() => null)
  if (found === null) return false
  await found.close()
  if (found.images.length + found.labels.length > LARGE_FILES) return true
  const labels = (found.chosen === null ? found.labels : [found.chosen]).slice(0, MEASURED)
  const sizes = await Promise.all(labels.map((label) => sizeOf(path.join(found.root, ...label.split('/')))))
  return sizes.reduce((total, size) => total + size, 0) > LARGE_BYTES
}

/** Nothing for what is inside an archive. */
async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file).catch(() => null)
  return facts?.size ?? 0
}
