/** Hebrew, Arabic and their neighbours, with their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u

/**
 * A name in two parts, so that its middle can give way and its end stays: `tail` letters, number and ending.
 * Names with letters that run from right to left stay whole: side by side, their parts would be read in the wrong order.
 */
export function nameParts(name: string, tail: number): { head: string; tail: string } {
  if (RIGHT_TO_LEFT.test(name)) return { head: name, tail: '' }
  const letters = [...name]
  const cut = Math.max(0, letters.length - tail)
  return { head: letters.slice(0, cut).join(''), tail: letters.slice(cut).join('') }
}
