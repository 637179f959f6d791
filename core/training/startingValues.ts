/** Where each parameter starts: the model that is continued, the backbone's published weights, or fresh values. */
import { initialValues } from '../model/initialisation.ts'
import { elementCount, type ParameterSpec, type ParameterValues } from '../model/parameters.ts'
import { SeededRandom } from '../model/random.ts'

export interface ContinuedModel {
  classNames: readonly string[]
  values: ParameterValues
}

/** Layers whose last axis is anchors x classes. */
const classOutput = 'classes.output.'

/**
 * First values of every parameter. Of a continued model everything that fits is taken; in the class head's last layer
 * the columns of classes known by name are copied and those of new classes start fresh.
 */
export function startingValues(
  specs: readonly ParameterSpec[],
  seed: number,
  classNames: readonly string[],
  pretrained: ParameterValues | null,
  continued: ContinuedModel | null,
): ParameterValues {
  const random = new SeededRandom(seed)
  return new Map(
    specs.map((spec) => {
      const fresh = initialValues(spec, random)
      const older = continued?.values.get(spec.name)
      if (older && continued && spec.name.startsWith(classOutput)) {
        return [spec.name, copyKnownClasses(fresh, older, classNames, continued.classNames)]
      }
      const fitting = [older, pretrained?.get(spec.name)].find((values) => values?.length === elementCount(spec.shape))
      return [spec.name, fitting ?? fresh]
    }),
  )
}

/** Values lie as [..., anchors, classes]: whole groups of one number per class, old and new. */
function copyKnownClasses(
  fresh: Float32Array,
  older: Float32Array,
  classNames: readonly string[],
  olderNames: readonly string[],
): Float32Array {
  const groups = fresh.length / classNames.length
  if (older.length !== groups * olderNames.length) return fresh
  for (const [index, name] of classNames.entries()) {
    const before = olderNames.indexOf(name)
    if (before < 0) continue
    for (let group = 0; group < groups; group++) {
      fresh[group * classNames.length + index] = older[group * olderNames.length + before] as number
    }
  }
  return fresh
}
