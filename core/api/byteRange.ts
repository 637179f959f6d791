/** The Range header of RFC 9110, section 14: one range of bytes. */

/** First and last byte, both included. */
export interface ByteRange {
  first: number
  last: number
}

/** The range asked for, cut to the size; null when there is none or a form that may be ignored (several ranges). */
export function byteRange(headers: Headers, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.get('range')?.trim() ?? '')
  const [, from = '', to = ''] = match ?? []
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= size ? 'unsatisfiable' : { first, last }
}
