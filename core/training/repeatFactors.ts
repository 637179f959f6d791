/**
 * How often each sample is shown in an epoch, so that rare classes are learned too: repeat-factor sampling (Gupta,
 * Dollár and Girshick 2019, "LVIS", section 4.2). Pure.
 */

/**
 * A factor of 1 or more for each sample, given the classes it shows. A class that a part f < `share` of the samples
 * shows repeats them sqrt(share / f) times; a sample takes the largest factor of its classes. All are 1 at share 0.
 */
export function repeatFactors(classesOfSamples: readonly ReadonlySet<number>[], share: number): Float64Array {
  const counts = new Map<number, number>()
  for (const classes of classesOfSamples) {
    for (const classIndex of classes) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1)
  }
  const total = classesOfSamples.length
  const factorOf = (classIndex: number) => Math.sqrt((share * total) / (counts.get(classIndex) as number))
  return Float64Array.from(classesOfSamples, (classes) => Math.max(1, ...[...classes].map(factorOf)))
}
