/** Narrowing of JSON that anybody may have written. */
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
