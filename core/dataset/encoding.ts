/**
 * The characters of label files. Most are UTF-8; Excel and PowerShell write UTF-16, and older tools the code page of their
 * system, which nothing in the file tells unless it is XML that says so.
 */
import type { DatasetFiles } from './source.ts'

export interface DecodedText {
  text: string
  /** Nothing tells the encoding: Windows-1252 was taken, as most such files have it. */
  guessed: boolean
}

/** What an XML file says of itself, in bytes that all encodings but UTF-16 share. */
const DECLARED = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i
const DECLARATION_BYTES = 200
const PIECE = 1024 * 1024

/** The text of a file, without its byte order mark. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = wideEncoding(bytes)
  if (wide !== null) return { text: new TextDecoder(wide).decode(bytes), guessed: false }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), guessed: false }
  } catch {
    return decodeOther(bytes)
  }
}

/** The same text as UTF-8 bytes: those of the file where they are that already. */
export function toUtf8(bytes: Uint8Array): { bytes: Uint8Array; guessed: boolean } {
  if (wideEncoding(bytes) === null && isUtf8(bytes)) return { bytes, guessed: false }
  const { text, guessed } = decodeText(bytes)
  return { bytes: new TextEncoder().encode(text), guessed }
}

/** The reading of texts for a source that can read bytes. */
export function textReading(
  readBytes: DatasetFiles['readBytes'],
): Required<Pick<DatasetFiles, 'readText' | 'readUtf8' | 'guessed'>> {
  const guessed = new Set<string>()
  return {
    guessed,
    async readText(label, maximumBytes) {
      const decoded = decodeText(await readBytes(label, maximumBytes))
      if (decoded.guessed) guessed.add(label)
      return decoded.text
    },
    async readUtf8(label, maximumBytes) {
      const decoded = toUtf8(await readBytes(label, maximumBytes))
      if (decoded.guessed) guessed.add(label)
      return decoded.bytes
    },
  }
}

/** UTF-16 by its mark, or by the empty half of its first character: labels begin with a letter, a digit or a bracket. */
function wideEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === undefined || second === undefined) return null
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return null
}

/** Not UTF-8 throughout. A file with more whole characters of UTF-8 than broken ones is damaged, not of another encoding. */
function decodeOther(bytes: Uint8Array): DecodedText {
  const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, DECLARATION_BYTES))
  const declared = decoderOf(DECLARED.exec(start)?.[1] ?? '')
  if (declared !== null) return { text: declared.decode(bytes), guessed: false }
  const text = new TextDecoder().decode(bytes)
  const broken = text.split('\uFFFD').length - 1
  const whole = (text.match(/[^\0-\x7F\uFFFD]/gu) ?? []).length
  if (whole > broken) return { text, guessed: true }
  return { text: new TextDecoder('windows-1252').decode(bytes), guessed: true }
}

/** Null for names that are unknown, or of encodings that the file evidently has not. */
function decoderOf(name: string): TextDecoder | null {
  if (name === '' || /^utf/i.test(name)) return null
  try {
    return new TextDecoder(name)
  } catch {
    return null
  }
}

/** A piece at a time: the whole may be hundreds of megabytes. */
function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let at = 0; at < bytes.length; at += PIECE) decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
