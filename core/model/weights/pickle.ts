/**
 * Reads the part of Python's pickle format in which PyTorch saves tensors. Nothing is ever executed: the few global
 * names that occur in state dicts are recognised by the caller, every other name and opcode is refused.
 */

export type PickleValue =
  null | boolean | number | string | PickleValue[] | Map<PickleValue, PickleValue> | GlobalName | Opaque

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
}

const mark = Symbol('mark')

export function isGlobal(value: PickleValue): value is GlobalName {
  return value !== null && typeof value === 'object' && 'global' in value
}

export function isOpaque(value: PickleValue | undefined): value is Opaque {
  return value !== null && typeof value === 'object' && 'opaque' in value
}

/** Reads one pickle that starts at `offset`; `end` is the position after it. Throws plain errors on anything unknown. */
export function readPickle(bytes: Uint8Array, offset: number, hooks: PickleHooks): { value: PickleValue; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const stack: Array<PickleValue | typeof mark> = []
  const memory = new Map<number, PickleValue>()
  let at = offset

  const text = (length: number) => new TextDecoder().decode(bytes.subarray(at, (at += length)))
  const line = () => {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) throw new Error('a name in it does not end')
    const found = new TextDecoder().decode(bytes.subarray(at, end))
    at = end + 1
    return found
  }
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
    target.push(...items)
  }
  const recall = (key: number): PickleValue => {
    const value = memory.get(key)
    if (value === undefined) throw new Error('it refers to something that it has not said')
    return value
  }
  /** A little-endian integer of up to eight bytes, as LONG1 has it. */
  const longInteger = (length: number): number => {
    if (length > 16) throw new Error('it holds a number that is too long')
    let value = 0n
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(view.getUint8(at + index))
    at += length
    return Number(BigInt.asIntN(length * 8, value))
  }

  const operations: Record<number, () => void> = {
    0x80: () => void (at += 1), // PROTO
    0x95: () => void (at += 8), // FRAME
    0x28: () => void stack.push(mark), // MARK
    0x4e: () => void stack.push(null), // NONE
    0x88: () => void stack.push(true), // NEWTRUE
    0x89: () => void stack.push(false), // NEWFALSE
    0x4b: () => void stack.push(view.getUint8(at++)), // BININT1
    0x4d: () => void stack.push(view.getUint16((at += 2) - 2, true)), // BININT2
    0x4a: () => void stack.push(view.getInt32((at += 4) - 4, true)), // BININT
    0x8a: () => void stack.push(longInteger(view.getUint8(at++))), // LONG1
    0x47: () => void stack.push(view.getFloat64((at += 8) - 8)), // BINFLOAT
    0x58: () => void stack.push(text(view.getUint32((at += 4) - 4, true))), // BINUNICODE
    0x8c: () => void stack.push(text(view.getUint8(at++))), // SHORT_BINUNICODE
    0x7d: () => void stack.push(new Map()), // EMPTY_DICT
    0x5d: () => void stack.push([]), // EMPTY_LIST
    0x29: () => void stack.push([]), // EMPTY_TUPLE
    0x74: () => void stack.push(sinceMark()), // TUPLE
    0x85: () => void stack.push([pop()]), // TUPLE1
    0x86: () => void stack.push([pop(), pop()].reverse()), // TUPLE2
    0x87: () => void stack.push([pop(), pop(), pop()].reverse()), // TUPLE3
    0x61: () => append([pop()]), // APPEND
    0x65: () => append(sinceMark()), // APPENDS
    0x73: () => setItems([pop(), pop()].reverse()), // SETITEM
    0x75: () => setItems(sinceMark()), // SETITEMS
    0x71: () => void memory.set(view.getUint8(at++), top()), // BINPUT
    0x72: () => void memory.set(view.getUint32((at += 4) - 4, true), top()), // LONG_BINPUT
    0x94: () => void memory.set(memory.size, top()), // MEMOIZE
    0x68: () => void stack.push(recall(view.getUint8(at++))), // BINGET
    0x6a: () => void stack.push(recall(view.getUint32((at += 4) - 4, true))), // LONG_BINGET
    0x63: () => void stack.push({ global: `${line()} ${line()}` }), // GLOBAL
    0x51: () => void stack.push(hooks.persistent(pop())), // BINPERSID
    0x62: () => void pop(), // BUILD: attributes of an object, which state dicts only use for version numbers
    0x52: () => {
      // REDUCE
      const given = pop()
      const callee = pop()
      if (!isGlobal(callee) || !Array.isArray(given)) throw new Error('it calls something that has no name')
      stack.push(hooks.call(callee.global, given))
    },
  }

  for (;;) {
    if (at >= bytes.length) throw new Error('it is cut off')
    const code = bytes[at++] as number
    if (code === 0x2e) return { value: pop(), end: at } // STOP
    const operation = operations[code]
    if (!operation) throw new Error(`it holds the instruction 0x${code.toString(16)}, which no state dict needs`)
    operation()
  }
}
