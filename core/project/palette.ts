/** Default colours of classes: told apart from each other, and seen on photos, on dark and on light pages. */

/** Twenty hand-ordered hues: neighbours in the list differ most, all of middle lightness and high chroma. */
const PALETTE = [
  '#ff4d4f',
  '#1fa2ff',
  '#2fbf4f',
  '#ff9f1a',
  '#a259ff',
  '#00b8a9',
  '#ff5db1',
  '#c0ca33',
  '#5c6cff',
  '#e8590c',
  '#14b8d4',
  '#d633ff',
  '#8bc34a',
  '#f5317f',
  '#2f7de1',
  '#e0b000',
  '#12b886',
  '#b5446e',
  '#7d8cff',
  '#b8742a',
] as const

/** The golden angle in degrees: successive hues never come close to an earlier one for long. */
const GOLDEN_ANGLE = 137.508

/** So many hues are tried before a colour is given again: there are some two thousand that differ. */
const TRIES = 50

/** The colour for the next class, given those in use. */
export function nextColor(used: Iterable<string>): string {
  return nextColors(used)()
}

/** Colours for many classes, one after another, given those in use. */
export function nextColors(used: Iterable<string>): () => string {
  const taken = new Set([...used].map((color) => color.toLowerCase()))
  let turn = taken.size
  const generated = () => {
    const color = hslColor((turn * GOLDEN_ANGLE) % 360, 0.75, turn % 2 === 0 ? 0.55 : 0.65)
    turn++
    return color
  }
  return () => {
    let color = PALETTE.find((one) => !taken.has(one)) ?? generated()
    for (let tried = 1; taken.has(color) && tried < TRIES; tried++) color = generated()
    taken.add(color)
    return color
  }
}

/** CSS hex colour of a hue in degrees, saturation and lightness 0 to 1. */
function hslColor(hue: number, saturation: number, lightness: number): string {
  const spread = saturation * Math.min(lightness, 1 - lightness)
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12
    const value = lightness - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(0)}${channel(8)}${channel(4)}`
}
