/** How the files of other programs name the layers of a network, and in which order they keep anchors and classes. */
import type { RetinaNetConfig } from '../../training/config.ts'
import type { TensorData } from '../weights/safetensors.ts'

/** Tensors of a file by the file's own names. */
export type StoredTensors = ReadonlyMap<string, TensorData>

/** Where a file keeps a layer: prefixes of its convolution and of the normalisation after it. */
export interface StoredLayer {
  convolution: string
  normalisation: string | null
}

export interface Dialect {
  /** Whose names they are, for people: "torchvision RetinaNet". */
  title: string
  /** Whether the file holds heads, too, or a backbone alone. */
  detector: boolean
  /** Names of a layer of the studio in the file; null when such files never have it. */
  locate(layer: string): StoredLayer | null
  /** Order of the anchors of one position in the output layers. The studio's own is scale by scale. */
  anchorOrder: 'scales-first' | 'ratios-first'
  /** Constant beside the variance of the backbone's batch normalisation: in the file's training, and in the plan. */
  epsilon: { file: number; plan: number }
  /** What the network needs besides what shapes tell. */
  settings: Partial<RetinaNetConfig>
  /** Entries that no detector needs: classifiers, counters. */
  isNeedless(name: string): boolean
}

/** The part of a name before the given ending, for the first name that has it; null when none has. */
export function prefixBefore(stored: StoredTensors, ending: string): string | null {
  for (const name of stored.keys()) if (name.endsWith(ending)) return name.slice(0, -ending.length)
  return null
}
