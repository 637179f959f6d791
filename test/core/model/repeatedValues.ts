/**
 * First values as in a training, of which large filters have the same few thousand over and over: to draw tens of
 * millions would take most of the time of a test.
 */
import { initialValues } from '../../../core/model/initialisation.ts'
import { elementCount, type ParameterSpec } from '../../../core/model/parameters.ts'
import type { SeededRandom } from '../../../core/model/random.ts'

/** A prime: no axis of a filter has a multiple of it, so two that are mistaken for each other show. */
const drawnAtMost = 5003

export function repeatedValues(spec: ParameterSpec, random: SeededRandom): Float32Array {
  const values = new Float32Array(elementCount(spec.shape))
  const drawn = initialValues({ ...spec, shape: [Math.min(values.length, drawnAtMost)] }, random)
  for (let at = 0; at < values.length; at += drawn.length) values.set(drawn.subarray(0, values.length - at), at)
  return values
}
