/** XML as VOC files use it: elements and text only; tags in any case, no document types, no entities of its own. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export type XmlNode = string | { [tag: string]: XmlNode | XmlNode[] }

const REPEATED = new Set(['object', 'attribute'])
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  transformTagName: (tag) => tag.toLowerCase(),
  isArray: (tag) => REPEATED.has(String(tag)),
})

/** Parses a whole document; throws an Error with one sentence when it is not well-formed. */
export function parseXml(text: string): XmlNode {
  const plain = text.replace(/^\uFEFF/, '')
  if (/<!DOCTYPE|<!ENTITY/i.test(plain)) throw new Error('It declares a document type, which is not allowed.')
  const verdict = XMLValidator.validate(plain)
  if (verdict !== true) throw new Error(`Not well-formed XML, line ${verdict.err.line}: ${verdict.err.msg}`)
  const root: unknown = parser.parse(plain)
  return isNode(root) ? root : ''
}

function isNode(value: unknown): value is XmlNode {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
}

/** First child of a name; undefined when there is none. */
export function child(node: XmlNode | undefined, tag: string): XmlNode | undefined {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, tag)) return undefined
  const found = node[tag]
  return Array.isArray(found) ? found[0] : found
}

export function children(node: XmlNode | undefined, tag: string): XmlNode[] {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, tag)) return []
  const found = node[tag]
  if (found === undefined) return []
  return Array.isArray(found) ? found : [found]
}

/** Text of a child; '' when it is missing or holds elements. */
export function text(node: XmlNode | undefined, tag: string): string {
  const found = child(node, tag)
  return typeof found === 'string' ? unescapeXml(found.trim()) : ''
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(value: string): string {
  return value.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Escapes text for an element; characters that XML cannot hold are dropped, line ends and edge spaces are kept. */
export function escapeXml(value: string): string {
  return value
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/^\s+|\s+$|[\n\r\t]/g, (spaces) => [...spaces].map((space) => `&#${space.codePointAt(0)};`).join(''))
}
