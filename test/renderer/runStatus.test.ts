import { expect, it } from 'vitest'
import type { RunStatus } from '../../core/training/events.ts'
import { canGoOn } from '../../renderer/runStatus.ts'

it('a training that was cut off, stopped or paused can go on; one that runs, waits or has finished cannot', () => {
  const all: RunStatus[] = ['queued', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted']
  expect(all.filter(canGoOn)).toEqual(['paused', 'stopped', 'failed', 'interrupted'])
})
