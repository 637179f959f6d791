/** The person's changes to a preset: a sparse object of the same shape. Pure. */
export type Overrides = Record<string, unknown>

/** What is at a path, undefined where there is nothing. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value !== null && typeof value === 'object' ? (value as Overrides)[key] : undefined),
    root,
  )
}

/** A copy with the value at the path; undefined takes it out, and empty branches with it. */
export function withValue(root: Overrides, [key, ...rest]: readonly string[], value: unknown): Overrides {
  if (key === undefined) return root
  const inner = root[key]
  const branch = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? (inner as Overrides) : {}
  const next = rest.length === 0 ? value : withValue(branch, rest, value)
  const { [key]: _, ...others } = root
  const isEmpty = rest.length > 0 && Object.keys(next as Overrides).length === 0
  return next === undefined || isEmpty ? others : { ...others, [key]: next }
}

/** A copy of settings with others over them, part by part; lists and single values count whole. */
export function merged<T extends object>(under: T, over: object): T {
  const copy = { ...under } as Overrides
  for (const [key, value] of Object.entries(over) as Array<[string, unknown]>) {
    const before = copy[key]
    copy[key] = isBranch(before) && isBranch(value) ? merged(before, value) : value
  }
  return copy as T
}

function isBranch(value: unknown): value is Overrides {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** How many settings are changed. */
export function countChanges(root: Overrides): number {
  return Object.values(root).reduce<number>(
    (sum, value) =>
      sum +
      (value !== null && typeof value === 'object' && !Array.isArray(value) ? countChanges(value as Overrides) : 1),
    0,
  )
}
