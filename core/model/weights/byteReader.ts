/** Little-endian numbers and texts of a file in order, with one clear word when the file ends too early. */
export class ByteReader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  /** Moves on by `length` bytes and returns where they started. Throws when the file has fewer. */
  #take(length: number): number {
    const start = this.at
    if (length < 0 || length > this.bytes.length - start) throw new Error('it is cut off')
    this.at += length
    return start
  }

  skip(length: number): void {
    this.#take(length)
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  /** Eight bytes as a number; lengths that no file has come out larger than any file. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true))
  }

  /** The one big-endian number of the pickle format. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  /** Two's complement of any length up to sixteen bytes. */
  longInteger(length: number): number {
    if (length > 16) throw new Error('it holds a number that is too long')
    const start = this.#take(length)
    let value = 0n
    for (let index = length - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.bytes[start + index] as number)
    return Number(BigInt.asIntN(length * 8, value))
  }

  /** A view, not a copy. */
  slice(length: number): Uint8Array {
    const start = this.#take(length)
    return this.bytes.subarray(start, start + length)
  }

  utf8(length: number): string {
    return new TextDecoder().decode(this.slice(length))
  }

  /** One character per byte, as Python 2 wrote texts and arrays alike. */
  latin1(length: number): string {
    const { buffer, byteOffset } = this.slice(length)
    return Buffer.from(buffer, byteOffset, length).toString('latin1')
  }

  /** Text up to the next line end, which is skipped. */
  line(longest: number): string {
    const end = this.bytes.subarray(this.at, this.at + longest + 1).indexOf(0x0a)
    if (end < 0) throw new Error('a name in it does not end')
    const text = this.utf8(end)
    this.at += 1
    return text
  }
}
