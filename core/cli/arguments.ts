/** Checks of what is typed: a wrong value is wrong usage, exit code 2. */
import { InvalidArgumentError } from 'commander'

function number(text: string, isRight: (value: number) => boolean, wanted: string): number {
  const value = Number(text)
  if (text.trim() === '' || !isRight(value)) throw new InvalidArgumentError(`Give ${wanted}.`)
  return value
}

export const port = (text: string): number =>
  number(text, (value) => Number.isInteger(value) && value >= 0 && value <= 65_535, 'a port number, 0 to 65535')

export const positive = (text: string): number =>
  number(text, (value) => Number.isFinite(value) && value > 0, 'a number above zero')

export const count = (text: string): number =>
  number(text, (value) => Number.isSafeInteger(value) && value > 0, 'a whole number above zero')

export const whole = (text: string): number => number(text, (value) => Number.isSafeInteger(value), 'a whole number')

export const fraction = (text: string): number =>
  number(text, (value) => value >= 0 && value <= 1, 'a number from 0 to 1')

/** "WIDTHxHEIGHT" of a network's input, in whole steps of 32 pixels. */
export function inputSize(text: string): { width: number; height: number } {
  const [width = 0, height = 0] = (/^(\d+)[x×](\d+)$/.exec(text.trim())?.slice(1) ?? []).map(Number)
  const isRight = [width, height].every((side) => side >= 64 && side <= 4096 && side % 32 === 0)
  if (!isRight) throw new InvalidArgumentError('Give WIDTHxHEIGHT, multiples of 32 from 64 to 4096, such as 640x480.')
  return { width, height }
}

/** "old=new" of a class, gathered; nothing after the sign leaves the class out. */
export function classPair(text: string, before: Record<string, string | null>): Record<string, string | null> {
  const [old = '', ...rest] = text.split('=')
  if (old === '' || rest.length === 0) throw new InvalidArgumentError('Write old=new, or old= to leave a class out.')
  return { ...before, [old]: rest.join('=').trim() || null }
}
