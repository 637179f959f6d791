/** Numbers in text files. */

/** A finite number, also with a decimal comma ("0,358"); null for anything else. */
export function decimal(written: string | undefined): number | null {
  const plain = (written ?? '').trim().replace(/^([-+]?\d+),(\d+)$/, '$1.$2')
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** As many digits as the number has and never an exponent, which not every reader takes. */
export function plainDecimal(value: number): string {
  const short = String(value)
  if (!short.includes('e')) return short
  return value.toFixed(20).replace(/\.?0+$/, '')
}
