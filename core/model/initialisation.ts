/** First values of parameters (PAPER: new layers normal .01 and bias 0, class bias by the prior). */
import { elementCount, type ParameterSpec } from './parameters.ts'
import type { SeededRandom } from './random.ts'

/** Fresh values of a parameter, in the order of its elements. */
export function initialValues(spec: ParameterSpec, random: SeededRandom): Float32Array {
  const values = new Float32Array(elementCount(spec.shape))
  const { initial } = spec
  switch (initial.kind) {
    case 'constant':
      return values.fill(initial.value)
    case 'normal':
      return values.map(() => initial.deviation * random.normal())
    case 'he-normal': {
      const deviation = Math.sqrt(2 / initial.fan)
      return values.map(() => deviation * random.normal())
    }
    case 'fan-in-uniform': {
      const bound = Math.sqrt(3 / initial.fanIn)
      return values.map(() => random.uniform(-bound, bound))
    }
  }
}

/** Bias with which a sigmoid says `prior` everywhere at the start: -log((1 - prior) / prior). */
export function priorBias(prior: number): number {
  return -Math.log((1 - prior) / prior)
}
