/** The process that detects is ended when it is idle; what is asked meanwhile is not lost with it. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { DetectionProcess } from '../../../core/jobs/detectionProcess.ts'

const request = {
  modelFolder: path.join(import.meta.dirname, 'no-model'),
  images: [],
  minimumScore: 0.5,
  backend: 'cpu',
  threads: 1,
}
const never = new AbortController().signal

it('answers a request that comes while the idle process ends', async () => {
  const detection = new DetectionProcess(0)
  // That there is no model is an answer of the process itself.
  const answer = () => detection.detect(request, () => {}, never)
  await expect(answer()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await sleep(1)
  await expect(answer()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await detection.close()
}, 60_000)

it('a cancelled request that waits its turn is never sent', async () => {
  const detection = new DetectionProcess()
  const cancel = new AbortController()
  const first = detection.detect(request, () => {}, never)
  const second = detection.detect(request, () => {}, cancel.signal)
  cancel.abort(new Error('Enough.'))
  await expect(first).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(second).rejects.toThrow('Enough.')
  await detection.close()
}, 60_000)
