/**
 * Reads the part of Python's pickle format in which weights are saved. Nothing is ever executed: the few global names
 * that occur in state dicts are recognised by the caller, every other name and instruction is refused.
 */
import { ByteReader } from './byteReader.ts'

export type PickleValue =
  null | boolean | number | string | Uint8Array | PickleValue[] | Map<PickleValue, PickleValue> | GlobalName | Opaque

/** A name such as "torch FloatStorage", never looked up. */
export interface GlobalName {
  readonly global: string
}

/** What the caller makes of calls and persistent ids: a tensor or a storage, say. */
export interface Opaque {
  readonly opaque: unknown
}

export interface PickleHooks {
  /** The result of calling a global with arguments; throws when the name is not allowed. */
  call(name: string, arguments_: readonly PickleValue[]): PickleValue
  /** The object behind a persistent id. */
  persistent(id: PickleValue): PickleValue
  /** An object is given its state; it may be ignored. */
  build(object: Opaque, state: PickleValue): void
}

const mark = Symbol('mark')
const longestName = 1000

export function isGlobal(value: PickleValue | undefined): value is GlobalName {
  return value !== null && typeof value === 'object' && 'global' in value
}

export function isOpaque(value: PickleValue | undefined): value is Opaque {
  return value !== null && typeof value === 'object' && 'opaque' in value
}

/** Reads one pickle that starts at `offset`; `end` is the position after it. Throws plain errors on anything unknown. */
export function readPickle(bytes: Uint8Array, offset: number, hooks: PickleHooks): { value: PickleValue; end: number } {
  const reader = new ByteReader(bytes, offset)
  const stack: Array<PickleValue | typeof mark> = []
  const memory = new Map<number, PickleValue>()

  const push = (value: PickleValue) => void stack.push(value)
  const pop = (): PickleValue => {
    const value = stack.pop()
    if (value === undefined || value === mark) throw new Error('its stack runs empty')
    return value
  }
  const top = (): PickleValue => {
    const value = pop()
    stack.push(value)
    return value
  }
  const sinceMark = (): PickleValue[] => {
    const start = stack.lastIndexOf(mark)
    if (start < 0) throw new Error('a mark is missing')
    return stack.splice(start).slice(1) as PickleValue[]
  }
  const setItems = (items: PickleValue[]) => {
    const target = top()
    if (!(target instanceof Map)) throw new Error('items are set on something that is no dictionary')
    for (let index = 0; index + 1 < items.length; index += 2) {
      target.set(items[index] as PickleValue, items[index + 1] as PickleValue)
    }
  }
  const append = (items: PickleValue[]) => {
    const target = top()
    if (!Array.isArray(target)) throw new Error('items are appended to something that is no list')
    for (const item of items) target.push(item)
  }
  const recall = (key: number) => {
    const value = memory.get(key)
    if (value === undefined) throw new Error('it refers to something that it has not said')
    push(value)
  }
  const call = () => {
    const given = pop()
    const callee = pop()
    if (!isGlobal(callee) || !Array.isArray(given)) throw new Error('it calls something that has no name')
    push(hooks.call(callee.global, given))
  }
  const build = () => {
    const state = pop()
    const object = top()
    // Dictionaries carry attributes, too; state dicts keep version numbers there, which nothing here needs.
    if (isOpaque(object)) hooks.build(object, state)
  }
  const global = (module: PickleValue, name: PickleValue) => {
    if (typeof module !== 'string' || typeof name !== 'string') throw new Error('a name in it is no text')
    push({ global: `${module} ${name}` })
  }

  const operations: Record<number, () => void> = {
    0x80: () => reader.skip(1), // PROTO
    0x95: () => reader.skip(8), // FRAME
    0x28: () => void stack.push(mark), // MARK
    0x30: () => void stack.pop(), // POP
    0x31: () => void sinceMark(), // POP_MARK
    0x32: () => push(top()), // DUP
    0x4e: () => push(null), // NONE
    0x88: () => push(true), // NEWTRUE
    0x89: () => push(false), // NEWFALSE
    0x4b: () => push(reader.uint8()), // BININT1
    0x4d: () => push(reader.uint16()), // BININT2
    0x4a: () => push(reader.int32()), // BININT
    0x8a: () => push(reader.longInteger(reader.uint8())), // LONG1
    0x47: () => push(reader.float64BigEndian()), // BINFLOAT
    0x58: () => push(reader.utf8(reader.uint32())), // BINUNICODE
    0x8c: () => push(reader.utf8(reader.uint8())), // SHORT_BINUNICODE
    0x8d: () => push(reader.utf8(reader.uint64())), // BINUNICODE8
    0x54: () => push(reader.latin1(reader.uint32())), // BINSTRING
    0x55: () => push(reader.latin1(reader.uint8())), // SHORT_BINSTRING
    0x42: () => push(reader.slice(reader.uint32())), // BINBYTES
    0x43: () => push(reader.slice(reader.uint8())), // SHORT_BINBYTES
    0x8e: () => push(reader.slice(reader.uint64())), // BINBYTES8
    0x96: () => push(reader.slice(reader.uint64())), // BYTEARRAY8
    0x7d: () => push(new Map()), // EMPTY_DICT
    0x5d: () => push([]), // EMPTY_LIST
    0x29: () => push([]), // EMPTY_TUPLE
    0x74: () => push(sinceMark()), // TUPLE
    0x85: () => push([pop()]), // TUPLE1
    0x86: () => push([pop(), pop()].reverse()), // TUPLE2
    0x87: () => push([pop(), pop(), pop()].reverse()), // TUPLE3
    0x61: () => append([pop()]), // APPEND
    0x65: () => append(sinceMark()), // APPENDS
    0x73: () => setItems([pop(), pop()].reverse()), // SETITEM
    0x75: () => setItems(sinceMark()), // SETITEMS
    0x71: () => void memory.set(reader.uint8(), top()), // BINPUT
    0x72: () => void memory.set(reader.uint32(), top()), // LONG_BINPUT
    0x94: () => void memory.set(memory.size, top()), // MEMOIZE
    0x68: () => recall(reader.uint8()), // BINGET
    0x6a: () => recall(reader.uint32()), // LONG_BINGET
    0x63: () => global(reader.line(longestName), reader.line(longestName)), // GLOBAL
    0x93: () => global(...([pop(), pop()].reverse() as [PickleValue, PickleValue])), // STACK_GLOBAL
    0x51: () => push(hooks.persistent(pop())), // BINPERSID
    0x52: call, // REDUCE
    0x81: call, // NEWOBJ
    0x62: build, // BUILD
  }

  for (;;) {
    const code = reader.uint8()
    if (code === 0x2e) return { value: pop(), end: reader.at } // STOP
    const operation = operations[code]
    if (!operation) throw new Error(`it holds the instruction 0x${code.toString(16)}, which no state dict needs`)
    operation()
  }
}
