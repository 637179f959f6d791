/**
 * How often each sample is shown in an epoch, so that rare classes are learned too: repeat-factor sampling (Gupta,
 * Dollár and Girshick 2019, "LVIS", section 4.2). Pure.
 */

type ClassesOfSamples = ReadonlyArray<ReadonlySet<number>>

/**
 * How often each class has the samples that show it repeated: a class that a part f < `share` of the samples shows,
 * sqrt(share / f) times. At least 1; 1 for all at share 0.
 */
export function classRepeatFactors(classesOfSamples: ClassesOfSamples, share: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (const classes of classesOfSamples) {
    for (const classIndex of classes) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1)
  }
  const total = classesOfSamples.length
  return new Map(
    [...counts].map(([classIndex, count]) => [classIndex, Math.max(1, Math.sqrt((share * total) / count))]),
  )
}

/** A factor of 1 or more for each sample, given the classes it shows: the largest of theirs. */
export function repeatFactors(classesOfSamples: ClassesOfSamples, share: number): Float64Array {
  const factors = classRepeatFactors(classesOfSamples, share)
  return Float64Array.from(classesOfSamples, (classes) =>
    Math.max(1, ...[...classes].map((classIndex) => factors.get(classIndex) ?? 1)),
  )
}
