/** The nearest multiple of 8 that is at least nine tenths, as mobile networks round their channels. */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return rounded < 0.9 * channels ? rounded + 8 : rounded
}
