/** A list with a value put in or taken out; undefined when nothing is left, which means "no filter". */
export function toggled<T>(list: T[] | undefined, value: T): T[] | undefined {
  const next = list?.includes(value) ? list.filter((entry) => entry !== value) : [...(list ?? []), value]
  return next.length === 0 ? undefined : next
}
