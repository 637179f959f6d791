/** Whether what the frozen part makes of the samples is kept in memory or computed anew each time. */
import { elementCount } from '../model/parameters.ts'
import type { MapShape } from '../model/retinanet.ts'
import type { Boundary } from '../model/stages.ts'
import type { TrainingConfig } from './config.ts'
import { cacheLimit } from './featureCache.ts'

export interface FeaturePolicy {
  /** Features are kept and every image has a fixed number of variants; otherwise every draw is new. */
  cached: boolean
  /** For people; null when there is nothing to decide. */
  note: string | null
}

/** Bytes of a number kept in float16. */
const numberBytes = 2

/**
 * Kept when a part is frozen, nothing makes every sample new, and all variants of all samples fit into memory:
 * a cache that holds only some of them saves little and costs the variety of fresh samples.
 */
export function featurePolicy(
  config: TrainingConfig,
  samples: number,
  boundary: Boundary,
  shapes: readonly MapShape[],
  limit = cacheLimit(),
): FeaturePolicy {
  if (boundary === 'none') return { cached: false, note: null }
  const { mosaic, mixup, crop, variants } = config.augmentation
  const fresh = Object.entries({ mosaic, mixup, crop }).flatMap(([name, value]) => (value > 0 ? [name] : []))
  if (fresh.length > 0) {
    const makes = fresh.length === 1 ? 'makes' : 'make'
    return {
      cached: false,
      note: `The frozen part is computed anew for every sample, since ${fresh.join(' and ')} ${makes} each one different.`,
    }
  }
  const bytes = samples * variants * numberBytes * shapes.reduce((sum, shape) => sum + elementCount(shape), 0)
  const many = `${variants} variants of ${samples} pictures`
  if (bytes > limit) {
    return {
      cached: false,
      note: `The frozen part is computed anew for every sample: ${many} would take ${inWords(bytes)} of memory, and ${inWords(limit)} may be used.`,
    }
  }
  return {
    cached: true,
    note: `The part of the network that does not learn sees each picture once, and what it sees is kept: ${many}, at most ${inWords(bytes)} of memory.`,
  }
}

function inWords(bytes: number): string {
  const megabytes = bytes / 1e6
  return megabytes < 1000 ? `${Math.max(1, Math.round(megabytes))} MB` : `${(megabytes / 1000).toFixed(1)} GB`
}
