/** XML of label files: elements, text and on request attributes; tags in any case, no document types, no entities of its own. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

export type XmlNode = string | { [tag: string]: XmlNode | XmlNode[] }

const TEXT = '#text'
const elements = makeParser(false)
const withAttributes = makeParser(true)

function makeParser(attributes: boolean): XMLParser {
  return new XMLParser({
    ignoreAttributes: !attributes,
    attributeNamePrefix: '@',
    textNodeName: TEXT,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    transformTagName: (tag) => tag.toLowerCase(),
  })
}

/** Parses a whole document; throws an Error with one sentence when it is not well-formed. */
export function parseXml(text: string, attributes = false): XmlNode {
  const plain = text.replace(/^\uFEFF/, '')
  if (/<!DOCTYPE|<!ENTITY/i.test(plain)) throw new Error('It declares a document type, which is not allowed.')
  const verdict = XMLValidator.validate(plain)
  if (verdict !== true) throw new Error(`Not well-formed XML, line ${verdict.err.line}: ${verdict.err.msg}`)
  const root: unknown = (attributes ? withAttributes : elements).parse(plain)
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
  return content(child(node, tag))
}

/** Text of an element itself. */
export function content(node: XmlNode | undefined): string {
  const written = typeof node === 'string' ? node : child(node, TEXT)
  return typeof written === 'string' ? unescapeXml(written.trim()) : ''
}

/** An attribute of an element ("" when it is missing), for documents that were parsed with attributes. */
export function attribute(node: XmlNode | undefined, name: string): string {
  const written = child(node, `@${name}`)
  return typeof written === 'string' ? unescapeXml(written.trim()) : ''
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
    .replaceAll('"', '&quot;')
    .replaceAll(/^\s+|\s+$|[\n\r\t]/g, (spaces) => [...spaces].map((space) => `&#${space.codePointAt(0)};`).join(''))
}

/** Is the outermost element, after comments and declarations, of this name? */
export function isXml(text: string, root: string): boolean {
  const start = text.slice(0, 10_000).replaceAll(/<!--.*?-->|<\?.*?\?>/gs, '')
  return /^\uFEFF?\s*<([a-z][\w.-]*)/i.exec(start)?.[1]?.toLowerCase() === root
}
