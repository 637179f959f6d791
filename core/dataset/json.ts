/** Narrowing of JSON that anybody may have written. */
import { assertShallow } from './jsonDepth.ts'

export type JsonRecord = Record<string, unknown>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The array under a key; empty when there is none. */
export function list(value: JsonRecord, key: string): unknown[] {
  const found = value[key]
  return Array.isArray(found) ? found : []
}

export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Ids are numbers in most files and text in some; both are compared as text. */
export function idText(value: unknown): string | null {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null
}

export function isSet(value: unknown): boolean {
  return value === 1 || value === true
}

/** Text under a key, without edge spaces; '' when there is none. Numbers count as text. */
export function textOf(value: JsonRecord, key: string): string {
  const found = value[key]
  return typeof found === 'string' ? found.trim() : typeof found === 'number' ? String(found) : ''
}

/** A record under a key; empty when there is none. */
export function recordOf(value: JsonRecord, key: string): JsonRecord {
  const found = value[key]
  return isRecord(found) ? found : {}
}

/** Width and height, when both are positive numbers. */
export function sizeOf(width: unknown, height: unknown): { width: number; height: number } | null {
  const [w, h] = [finite(width), finite(height)]
  return w !== null && h !== null && w > 0 && h > 0 ? { width: w, height: h } : null
}

/**
 * Parses JSON text with or without a byte order mark; Python's NaN and Infinity are null. @throws SyntaxError, also for
 * text that nests deeper than labels do.
 */
export function parseJson(text: string): unknown {
  assertShallow(text)
  return parseShallowJson(text)
}

/** The same for text whose depth is known to be bounded. @throws SyntaxError */
export function parseShallowJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(plain)
  } catch (error) {
    if (!/NaN|Infinity/.test(plain)) throw error
    return JSON.parse(withoutOddNumbers(plain))
  }
}

/** Why a text could not be parsed, for a report. */
export function jsonFault(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `Not readable as JSON: ${reason.slice(0, 200)}`
}

/** Numbers that only Python writes as null, strings left as they are. */
function withoutOddNumbers(text: string): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs, (found) =>
    found.startsWith('"') ? found : 'null',
  )
}
