/** Colours that stay readable on any photo. */

/** #rrggbb with an opacity of 0 to 1, as CSS takes it. */
export function withOpacity(color: string, opacity: number): string {
  const [red, green, blue] = channels(color)
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`
}

/** Black or white, whichever reads better on the colour (WCAG's relative luminance; equal contrast at 0.179). */
export function textOn(color: string): '#000000' | '#ffffff' {
  const [red, green, blue] = channels(color).map(linear) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff'
}

function channels(color: string): [number, number, number] {
  const value = /^#[0-9a-f]{6}$/i.test(color) ? Number.parseInt(color.slice(1), 16) : 0x888888
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** sRGB to linear light. */
function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
