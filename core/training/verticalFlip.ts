/** Whether things in the pictures have an upside: asked, with a guess from the names of the classes. Pure. */

/** Parts of class names that are seen through a microscope or from above, where no side is up. */
const WITHOUT_UPSIDE = [
  /\b(rbc|wbc)s?\b/i,
  /cell|platelet|nucle(us|i)|bacteri|colony|colonies|parasite|mitos/i,
  /aerial|satellite|rooftop|swimming.?pool|storage.?tank|solar.?panel/i,
]

/** True when most classes are of a kind that is seen from above or through a microscope. */
export function suggestVerticalFlip(classNames: readonly string[]): boolean {
  const without = classNames.filter((name) => WITHOUT_UPSIDE.some((pattern) => pattern.test(name)))
  return classNames.length > 0 && without.length * 2 > classNames.length
}
