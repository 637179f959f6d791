/** Class names for formats whose columns are parted by spaces: an underscore stands for each, and a list of names tells the way back. */

/** A name without white space; two names never become one. */
export function spacelessNames(classes: readonly string[]): Map<string, string> {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  for (const name of classes) {
    // A number would be taken for a coordinate.
    const plain = name.replaceAll(/\s+/g, '_').replace(/^[-+.\d]+$/, '_$&')
    let free = plain
    for (let number = 2; taken.has(free) || (free !== name && classes.includes(free)); number++)
      free = `${plain}_${number}`
    taken.add(free)
    names.set(name, free)
  }
  return names
}

/** The names that were meant, by those without spaces. */
export function spacedNames(classes: readonly string[]): Map<string, string> {
  return new Map([...spacelessNames(classes)].map(([name, written]) => [written, name]))
}
