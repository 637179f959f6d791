import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../../../core/training/resolveConfig.ts'
import { presets } from '../../../core/training/presets/index.ts'
import { suggestVerticalFlip } from '../../../core/training/verticalFlip.ts'

describe('resolveConfig', () => {
  it('changes only what is named, however deep', () => {
    const base = presets[0]?.config
    const config = resolveConfig('quick', { network: { heads: { depth: 3 } }, loss: { gamma: 1 } })
    expect(config.network.heads).toEqual({ ...base?.network.heads, depth: 3 })
    expect(config.loss).toEqual({ ...base?.loss, gamma: 1 })
    expect(config.optimizer).toEqual(base?.optimizer)
  })

  it('replaces a budget whole', () => {
    expect(resolveConfig('balanced', { budget: { steps: 7 } }).budget).toEqual({ steps: 7 })
  })

  it.each([
    [{ gamma: 1 }, 'There is no training setting "gamma".', 'Did you mean loss.gamma?'],
    [{ loss: { gama: 1 } }, 'There is no training setting "loss.gama".', 'loss.gamma'],
    [{ loss: { gamma: -1 } }, 'loss.gamma', undefined],
    [{ input: { width: 100 } }, 'input.width', undefined],
    [{ budget: { hours: 1 } }, 'budget', undefined],
    [{ network: { pyramid: { levels: [] } } }, 'network.pyramid.levels', undefined],
    [{ network: { pyramid: { levels: [4, 3] } } }, 'the finest comes first, each once', undefined],
    [{ network: { pyramid: { levels: [3, 3] } } }, 'network.pyramid.levels', undefined],
    [{ network: { anchors: { scales: [] } } }, 'network.anchors.scales', undefined],
    [{ network: { anchors: { ratios: [] } } }, 'network.anchors.ratios', undefined],
    [{ loss: { name: 'focal-star', gamma: 0 } }, 'loss.gamma is not right: FL* needs one above 0', undefined],
  ])('refuses %j with its path', (overrides, message, hint) => {
    let thrown: unknown
    try {
      resolveConfig('quick', overrides)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(message) as string })
    if (hint !== undefined) expect(thrown).toMatchObject({ hint: expect.stringContaining(hint) as string })
  })

  it('names the presets when one is unknown', () => {
    expect(() => resolveConfig('nonsense', {})).toThrow('There is no preset "nonsense".')
  })
})

it('guesses from the classes whether pictures have an upside', () => {
  expect(suggestVerticalFlip(['RBC', 'WBC', 'Platelets'])).toBe(true)
  expect(suggestVerticalFlip(['raccoon'])).toBe(false)
  expect(suggestVerticalFlip(['celloist', 'car', 'dog'])).toBe(false)
  expect(suggestVerticalFlip([])).toBe(false)
})
