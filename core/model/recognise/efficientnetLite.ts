/** The names of the EfficientNet-Lites that Python packages carry. */
import type { Dialect, StoredTensors } from './dialect.ts'

export function efficientnetLiteDialect(stored: StoredTensors): Dialect | null {
  if (!stored.has('_conv_stem.weight')) return null
  return {
    title: 'EfficientNet-Lite',
    detector: false,
    locate(layer) {
      if (layer === 'stem') return { convolution: '_conv_stem', normalisation: '_bn0' }
      const [, block, role = ''] = /^block(\d+)\.(expand|depthwise|project)$/.exec(layer) ?? []
      if (block === undefined) return null
      // Blocks without an expansion count their normalisations from 1 all the same.
      const order = { expand: 0, depthwise: 1, project: 2 }[role] ?? 0
      return { convolution: `_blocks.${block}._${role}_conv`, normalisation: `_blocks.${block}._bn${order}` }
    },
    anchorOrder: 'scales-first',
    epsilon: { file: 1e-3, plan: 1e-3 },
    settings: {},
    isNeedless: (name) => /^_(fc|conv_head|bn1)\b|num_batches_tracked$/.test(name),
  }
}
