/** Numbers, times and names as the window writes them. */
const whole = new Intl.NumberFormat('en-US')

/** 12,345 */
export function count(value: number): string {
  return whole.format(value)
}

/** '1 image', '12,345 images' */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A share from 0 to 1 as '42 %'; never '100 %' before it is whole, nor '0 %' when there is some. */
export function percent(share: number): string {
  const points = Math.round(share * 100)
  if (points === 100 && share < 1) return '99 %'
  if (points === 0 && share > 0) return '<1 %'
  return `${points} %`
}

/** A score from 0 to 1 as '.812'; '–' when there is none (COCO's -1, null). */
export function score(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || value < 0 || Number.isNaN(value)) return '–'
  return value >= 1 ? value.toFixed(digits) : value.toFixed(digits).replace(/^0/, '')
}

/** '640 B', '12.3 MB' */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let left = value
  let unit = 0
  while (Math.round(left) >= 1000 && unit < units.length - 1) {
    left /= 1000
    unit += 1
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${units[unit]}`
}

/** A time in a video as '0:07.250', '1:02:03.000'. */
export function clock(seconds: number): string {
  const total = Math.round(seconds * 1000)
  const [hours, minutes] = [Math.floor(total / 3_600_000), Math.floor(total / 60_000) % 60]
  const rest = ((total % 60_000) / 1000).toFixed(3).padStart(6, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** Seconds as '45 s', '3 min 20 s', '1 h 05 min'. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`
  if (minutes === 0) return `${total} s`
  return total % 60 === 0 ? `${minutes} min` : `${minutes} min ${total % 60} s`
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const STEPS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['week', 604_800],
  ['month', 2_629_800],
  ['year', 31_557_600],
]

/** 'just now', '5 min. ago', 'yesterday'. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000
  if (Number.isNaN(seconds)) return ''
  if (seconds < 60) return 'just now'
  const [unit, size] = STEPS.findLast(([, length]) => seconds >= length) ?? ['minute', 60]
  return relative.format(-Math.floor(seconds / size), unit)
}

/** A long name with its middle left out, so that beginning and ending stay readable. Counts characters, not code units. */
export function middle(text: string, limit: number): string {
  const letters = [...text]
  if (letters.length <= limit) return text
  const end = Math.floor((limit - 1) / 2)
  return `${letters.slice(0, limit - 1 - end).join('')}…${letters.slice(letters.length - end).join('')}`
}

/** The words for a list: 'a', 'a and b', 'a, b and 3 more'. */
export function listed(names: string[], limit = 3): string {
  if (names.length <= 1) return names[0] ?? ''
  if (names.length <= limit) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return `${names.slice(0, limit - 1).join(', ')} and ${names.length - limit + 1} more`
}
