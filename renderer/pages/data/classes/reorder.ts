/** The list with one value moved to a position of the result. Pure. */
export function movedTo<T>(list: T[], value: T, position: number): T[] {
  const rest = list.filter((entry) => entry !== value)
  return rest.toSpliced(Math.min(Math.max(position, 0), rest.length), 0, value)
}
