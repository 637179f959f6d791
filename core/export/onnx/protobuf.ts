/**
 * The wire format of Protocol Buffers, writing only. Large blocks are kept as they come and never copied, so that a
 * model is written without a second one in memory.
 */

const varint = 0
const lengthDelimited = 2
const fixed32 = 5

export class MessageWriter {
  readonly chunks: Uint8Array[] = []
  /** Bytes so far. */
  length = 0

  /** A whole number; negative ones take ten bytes, as in every encoder. */
  integer(field: number, value: number | bigint): this {
    return this.#tag(field, varint).#varint(BigInt.asUintN(64, BigInt(value)))
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return this.#tag(field, fixed32).#raw(bytes)
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, lengthDelimited).#varint(BigInt(value.length)).#raw(value)
  }

  message(field: number, inner: MessageWriter): this {
    this.#tag(field, lengthDelimited).#varint(BigInt(inner.length))
    for (const chunk of inner.chunks) this.#raw(chunk)
    return this
  }

  #tag(field: number, wireType: number): this {
    return this.#varint(BigInt(field * 8 + wireType))
  }

  /** Seven bits a byte, least significant first; the top bit says that more follow. */
  #varint(value: bigint): this {
    const bytes: number[] = []
    let rest = value
    do {
      const low = Number(rest & 0x7fn)
      rest >>= 7n
      bytes.push(rest > 0n ? low | 0x80 : low)
    } while (rest > 0n)
    return this.#raw(Uint8Array.from(bytes))
  }

  #raw(bytes: Uint8Array): this {
    this.chunks.push(bytes)
    this.length += bytes.length
    return this
  }
}
