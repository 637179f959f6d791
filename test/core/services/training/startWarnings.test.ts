import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startWarnings, type EarlierRun } from '../../../../core/services/training/startWarnings.ts'
import { trainingConfig, type RetinaNetConfig } from '../../../../core/training/config.ts'

const quick = trainingConfig.parse({}).network
const codes = (...given: Parameters<typeof startWarnings>) => startWarnings(...given).map(({ code }) => code)
const earlier = (change: Partial<EarlierRun> = {}): EarlierRun => ({
  name: 'Run 1',
  network: quick,
  classNames: ['cat', 'dog'],
  ...change,
})

describe('a fresh start', () => {
  beforeEach(() => {
    vi.stubEnv('FOCAL_STUDIO_CACHE', path.join(os.tmpdir(), 'no such cache'))
    vi.stubEnv('FOCAL_STUDIO_WEIGHTS', '')
  })
  afterEach(() => vi.unstubAllEnvs())

  it('tells of weights that can be brought, and how', () => {
    const [warning] = startWarnings(quick, ['cat'], null)
    expect(warning).toMatchObject({ code: 'weights-missing', severity: 'warning' })
    expect(warning?.text).toContain('npm run setup -- --weights nanodet-g')
  })

  it('asks for a file where no package has the weights', () => {
    const [warning] = startWarnings({ ...quick, backbone: 'resnet50' }, ['cat'], null)
    expect(warning?.text).toMatch(/resnet50 are not on this computer.*Choose a weights file/)
  })

  it('is silent with a weights file, from random weights on purpose, and with an earlier run', () => {
    expect(codes({ ...quick, weightsFile: '/model.pth' }, ['cat'], null)).toEqual([])
    expect(codes({ ...quick, pretrained: false }, ['cat'], null)).toEqual([])
    expect(codes(quick, ['cat', 'dog'], earlier())).toEqual([])
  })
})

describe('going on with an earlier run', () => {
  const change = (part: Partial<RetinaNetConfig>): RetinaNetConfig => ({ ...quick, ...part })

  it('tells of another backbone, and of nothing smaller beside it', () => {
    expect(
      codes(change({ backbone: 'resnet18', heads: { ...quick.heads, width: 96 } }), ['cat', 'dog'], earlier()),
    ).toEqual(['other-backbone'])
  })

  it('tells of other heads and pyramids', () => {
    const network = change({ heads: { ...quick.heads, depth: 4 }, pyramid: { ...quick.pyramid, width: 128 } })
    const [warning] = startWarnings(network, ['cat', 'dog'], earlier())
    expect(warning?.text).toContain('In Run 1 the pyramid and the heads are built differently')
  })

  it('tells anchors of another number from anchors of another size', () => {
    const more = change({ anchors: { ...quick.anchors, ratios: [0.3, 0.5, 1, 2] } })
    const [number] = startWarnings(more, ['cat', 'dog'], earlier())
    expect(number?.text).toContain('9 anchors in a cell, these settings have 12')
    const larger = change({ anchors: { ...quick.anchors, baseScale: 5 } })
    const [size] = startWarnings(larger, ['cat', 'dog'], earlier())
    expect(size).toMatchObject({ code: 'other-anchors' })
    expect(size?.text).toContain('scores drop at first')
  })

  it('names new and gone classes, and warns when none stays', () => {
    expect(startWarnings(quick, ['cat', 'cow'], earlier())).toEqual([
      {
        code: 'other-classes',
        severity: 'info',
        text: 'New to Run 1, so they begin untrained: cow. It forgets dog, which the project no longer has.',
      },
    ])
    expect(startWarnings(quick, ['cow'], earlier())[0]?.severity).toBe('warning')
  })
})
